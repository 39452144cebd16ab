package io.edgecoordinator.task;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a worker process is started.
 *
 * @param runtime the Java it runs on
 * @param classPath jars and folders with the worker's code and the guest languages
 * @param cache where its ahead-of-time cache is or is to be, or null for none; a cache that is not
 *     there or does not fit is passed over
 */
public record WorkerCommand(WorkerRuntime runtime, String classPath, @Nullable Path cache) {

  private static final String WORKER = "io.edgecoordinator.task.worker.WorkerMain";

  /** Status of a training in which guest code was interpreted although it should be compiled. */
  public static final int INTERPRETED = 4;

  private static final String TRAINING = "io.edgecoordinator.task.worker.WorkerTraining";

  /** Heap of the training run, in bytes, which is about that of a shared worker. */
  private static final long TRAINING_HEAP = 96L << 20;

  /** Bytes of heap at first, and of what is new in it: a worker that does little stays small. */
  private static final long FIRST_HEAP = 24L << 20;

  private static final long YOUNG_HEAP = 12L << 20;

  /** Those of all workers; the most of the heap is for its plan to say. */
  private static final List<String> OPTIONS =
      List.of(
          "-Xlog:disable",
          "-Xlog:all=error:stderr",
          "-XX:+UseSerialGC",
          "-XX:+UseCompactObjectHeaders",
          "-XX:-UsePerfData",
          "-XX:MaxDirectMemorySize=16m",
          "-Xss512k",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  /**
   * The runtime, and the jars in the folder {@code worker}, of the installation that the system
   * property {@code coordinator.home} names; without it the Java and the class path of this
   * process, as in tests.
   */
  public static WorkerCommand ofThisInstallation() {
    String home = System.getProperty("coordinator.home");
    if (home == null) {
      return new WorkerCommand(
          WorkerRuntime.ofThisInstallation(), System.getProperty("java.class.path"), null);
    }
    String version = System.getProperty("java.runtime.version");
    return new WorkerCommand(
        WorkerRuntime.ofThisInstallation(),
        jars(Path.of(home, "worker")),
        Path.of(home, "worker-" + version + ".aot"));
  }

  /**
   * Returns the jars of a folder in the order of their names: a cache is good for one order only.
   */
  private static String jars(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".jar"))
          .sorted()
          .map(Path::toString)
          .collect(Collectors.joining(File.pathSeparator));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Returns the program and its arguments. */
  List<String> arguments(Path socket, String token, WorkerPlan plan) {
    List<String> arguments = options(plan.heap());
    if (cache != null && Files.exists(cache)) {
      arguments.add("-XX:AOTCache=" + cache);
    }
    String language = plan.runtime().name().toLowerCase(Locale.ROOT);
    arguments.addAll(List.of("-cp", classPath, WORKER, socket.toString(), token, language));
    return arguments;
  }

  /** Returns the program, and its arguments, that writes the cache. */
  List<String> training(Path output) {
    List<String> arguments = options(TRAINING_HEAP);
    arguments.addAll(List.of("-XX:AOTCacheOutput=" + output, "-cp", classPath, TRAINING));
    if (runtime.compiles()) {
      arguments.add("compiled");
    }
    return arguments;
  }

  private List<String> options(long heap) {
    List<String> arguments = new ArrayList<>(runtime.command());
    arguments.addAll(OPTIONS);
    arguments.add("-Xms" + Math.min(FIRST_HEAP, heap));
    arguments.add("-Xmn" + Math.min(YOUNG_HEAP, heap / 2));
    arguments.add("-Xmx" + heap);
    return arguments;
  }

  /**
   * Makes the cache with which workers start in a third of the time. Takes some seconds.
   *
   * @throws IOException if it could not be made; workers start without it
   */
  public void train() throws IOException, InterruptedException {
    if (cache == null) {
      throw new IOException("there is no installation to make a cache for");
    }
    Path unfinished =
        cache.resolveSibling(cache.getFileName() + "." + ProcessHandle.current().pid());
    Process training =
        new ProcessBuilder(training(unfinished))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int status = training.waitFor();
    if (runtime.compiles() && status == INTERPRETED) {
      runtime.refuse("the compiler does not work in the runtime that was linked for it");
    }
    if (status != 0 || !Files.exists(unfinished)) {
      Files.deleteIfExists(unfinished);
      throw new IOException("the training run of the worker ended with status " + status);
    }
    Files.move(
        unfinished, cache, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
