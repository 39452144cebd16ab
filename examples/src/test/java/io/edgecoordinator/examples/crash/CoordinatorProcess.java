package io.edgecoordinator.examples.crash;

import io.edgecoordinator.examples.Main;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A coordinator in a process of its own, to be killed. It runs from the class path of this process,
 * or, if the system property {@code coordinator.home} names one, from a distribution with its
 * ahead-of-time cache.
 */
final class CoordinatorProcess implements AutoCloseable {

  /** As in the launcher, so that it has as much room here as there. */
  private static final List<String> OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:+UseCompactObjectHeaders",
          "-Xms24m",
          "-Xmx192m",
          "-Xmn12m",
          "-XX:SurvivorRatio=3",
          "-Xss512k",
          "-XX:+ExitOnOutOfMemoryError",
          "-XX:-UsePerfData",
          "-XX:TieredStopAtLevel=1",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private final Process process;
  private final Path log;
  private int httpPort;

  private CoordinatorProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts one on free ports.
   *
   * @param log where its log is added
   * @param more arguments of {@code run}
   */
  static CoordinatorProcess start(Path data, Path log, String... more) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(OPTIONS);
    String home = System.getProperty("coordinator.home");
    if (home == null) {
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    } else {
      String version = System.getProperty("java.runtime.version");
      command.remove("-XX:TieredStopAtLevel=1"); // the cache was not made with it
      command.addAll(
          List.of(
              "-XX:AOTCache=" + Path.of(home, "coordinator-" + version + ".aot"),
              "-Dcoordinator.home=" + home,
              "-cp",
              jars(Path.of(home, "lib"))));
    }
    command.addAll(
        List.of(Main.class.getName(), "run", "--mqtt", "127.0.0.1:0", "--http", "127.0.0.1:0"));
    command.addAll(List.of("--data", data.toString()));
    command.addAll(List.of(more));
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    return new CoordinatorProcess(process, log);
  }

  private static String jars(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(Path::toString).sorted().collect(Collectors.joining(File.pathSeparator));
    }
  }

  /** Waits until it accepts connections, and returns the port for devices. */
  int awaitReady() throws IOException {
    BufferedReader out = process.inputReader();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith("READY mqtt=")) {
        httpPort = Integer.parseInt(line.replaceFirst("READY mqtt=.* http=.*:(\\d+)", "$1"));
        return Integer.parseInt(line.replaceFirst("READY mqtt=.*:(\\d+) http=.*", "$1"));
      }
    }
    throw new AssertionError("the coordinator did not start:\n" + log());
  }

  /** Returns the port of its HTTP API, once it is ready. */
  int httpPort() {
    return httpPort;
  }

  /** Waits for its end. Says whether it has ended in time. */
  boolean awaitEnd(long millis) throws InterruptedException {
    return process.waitFor(millis, TimeUnit.MILLISECONDS);
  }

  /** Returns the status it ended with. */
  int status() {
    return process.exitValue();
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /** SIGKILL; returns when the process is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** SIGTERM; returns when the process is gone. */
  void stop() throws InterruptedException {
    process.destroy();
    process.waitFor();
  }

  /** Returns all lines logged so far, by those before it too. */
  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
