package io.edgecoordinator.task;

import io.edgecoordinator.task.wire.ExitStatus;
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
 * @param more options of the JVM besides those of all workers
 */
public record WorkerCommand(
    WorkerRuntime runtime, String classPath, @Nullable Path cache, List<String> more) {

  private static final String WORKER = "io.edgecoordinator.task.worker.WorkerMain";

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
          "-XX:MinHeapFreeRatio=10",
          "-XX:MaxHeapFreeRatio=30",
          "-XX:-ShrinkHeapInSteps",
          "-Xss512k",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  /**
   * The runtime, and the jars in the folder {@code worker}, of the installation that the system
   * property {@code coordinator.home} names; without it the Java and the class path of this
   * process, as in tests.
   */
  public static WorkerCommand ofThisInstallation() {
    return ofThisInstallation("worker", List.of());
  }

  private static WorkerCommand ofThisInstallation(String folder, List<String> more) {
    WorkerRuntime runtime = WorkerRuntime.ofThisInstallation();
    String home = System.getProperty("coordinator.home");
    if (home == null) {
      return new WorkerCommand(runtime, System.getProperty("java.class.path"), null, more);
    }
    String version = System.getProperty("java.runtime.version");
    Path cache = Path.of(home, folder + "-" + version + ".aot");
    return new WorkerCommand(runtime, jars(Path.of(home, folder)), cache, more);
  }

  /**
   * Returns how workers of a language are started. Python is ten times as large as the others, so
   * it has a class path and a cache of its own, in the folder {@code worker-python}. Its standard
   * library is in {@code worker-python/resources}, or where the system property {@code
   * coordinator.python} says.
   */
  WorkerCommand of(TaskRuntime language) {
    return switch (language) {
      case JS, WASM -> this;
      case PYTHON -> python();
    };
  }

  private static WorkerCommand python() {
    String home = System.getProperty("coordinator.home");
    String resources =
        home == null
            ? System.getProperty("coordinator.python")
            : Path.of(home, "worker-python", "resources").toString();
    List<String> more = new ArrayList<>();
    if (resources != null) {
      more.add("-Dpolyglot.engine.resourcePath=" + resources);
    }
    return ofThisInstallation("worker-python", more);
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
    arguments.addAll(
        List.of("-cp", classPath, WORKER, socket.toString(), token, name(plan.runtime())));
    return arguments;
  }

  /** Returns the program, and its arguments, that writes the cache. */
  private List<String> training(Path output, TaskRuntime language) {
    List<String> arguments =
        options(language == TaskRuntime.JS ? TRAINING_HEAP : 2 * TRAINING_HEAP);
    arguments.addAll(
        List.of("-XX:AOTCacheOutput=" + output, "-cp", classPath, TRAINING, name(language)));
    if (runtime.compiles() && language == TaskRuntime.JS) {
      arguments.add("compiled");
    }
    return arguments;
  }

  private List<String> options(long heap) {
    List<String> arguments = new ArrayList<>(runtime.command());
    arguments.addAll(OPTIONS);
    arguments.addAll(more);
    arguments.add("-Xms" + Math.min(FIRST_HEAP, heap));
    arguments.add("-Xmn" + Math.min(YOUNG_HEAP, heap / 2));
    arguments.add("-Xmx" + heap);
    return arguments;
  }

  private static String name(TaskRuntime language) {
    return language.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Makes the cache with which workers start in a third of the time. Takes some seconds.
   *
   * @throws IOException if it could not be made; workers start without it
   */
  public void train() throws IOException, InterruptedException {
    train(TaskRuntime.JS);
    if (Files.isDirectory(Path.of(System.getProperty("coordinator.home", ""), "worker-python"))) {
      python().train(TaskRuntime.PYTHON);
    }
  }

  private void train(TaskRuntime language) throws IOException, InterruptedException {
    if (cache == null) {
      throw new IOException("there is no installation to make a cache for");
    }
    Path unfinished =
        cache.resolveSibling(cache.getFileName() + "." + ProcessHandle.current().pid());
    Process training =
        new ProcessBuilder(training(unfinished, language))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int status = training.waitFor();
    if (runtime.compiles() && status == ExitStatus.INTERPRETED) {
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
