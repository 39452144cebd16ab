package io.edgecoordinator.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * A process with the options of this one that writes an ahead-of-time cache when it ends. Closing
 * ends it and puts the cache in its place.
 */
final class Recording implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final BufferedReader stdout;
  private final Path unfinished;
  private final Path cache;

  private Recording(Process process, Path unfinished, Path cache) {
    this.process = process;
    this.stdout = process.inputReader();
    this.unfinished = unfinished;
    this.cache = cache;
  }

  /** Starts a process whose cache the launcher knows by a name. */
  static Recording start(String name, Class<?> main, String... arguments) throws IOException {
    String file = name + "-" + System.getProperty("java.runtime.version") + ".aot";
    Path cache = Path.of(System.getProperty("coordinator.home"), file);
    Path unfinished = cache.resolveSibling(file + "." + ProcessHandle.current().pid());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("-XX:AOTCacheOutput=" + unfinished);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    return new Recording(process, unfinished, cache);
  }

  /** Waits for the first line it prints; empty if it ends without one. */
  String firstLine() throws IOException {
    String line = stdout.readLine();
    return line == null ? "" : line;
  }

  /** Waits until it ends by itself. */
  void awaitEnd() throws IOException {
    while (stdout.readLine() != null) {
      // What it prints is of no interest.
    }
    process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    } catch (CompletionException tooLong) {
      process.destroyForcibly().onExit().join();
    }
    if (process.exitValue() != 0 || !Files.exists(unfinished)) {
      Files.deleteIfExists(unfinished);
      throw new IOException(cache + " was not written");
    }
    Files.move(
        unfinished, cache, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
