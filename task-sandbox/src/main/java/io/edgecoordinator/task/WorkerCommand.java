package io.edgecoordinator.task;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a worker process is started.
 *
 * @param java the {@code java} to start
 * @param classPath jars and folders with the worker's code and the guest languages
 * @param cache an ahead-of-time cache, or null; one that does not fit is passed over
 */
public record WorkerCommand(Path java, String classPath, @Nullable Path cache) {

  private static final String MAIN = "io.edgecoordinator.task.worker.WorkerMain";

  /**
   * The same Java as this process, and the jars in the folder {@code worker} of the installation,
   * which the system property {@code coordinator.home} names; without it the class path of this
   * process, as in tests.
   */
  public static WorkerCommand ofThisInstallation() {
    String home = System.getProperty("coordinator.home");
    if (home == null) {
      return new WorkerCommand(ownJava(), System.getProperty("java.class.path"), null);
    }
    Path cache = Path.of(home, "worker.aot");
    return new WorkerCommand(
        ownJava(),
        Path.of(home, "worker") + File.separator + "*",
        Files.exists(cache) ? cache : null);
  }

  private static Path ownJava() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /** Returns the program and its arguments. */
  List<String> arguments(Path socket, String token) {
    List<String> arguments = new ArrayList<>();
    arguments.add(java.toString());
    arguments.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:-UsePerfData",
            "-XX:TieredStopAtLevel=4",
            "-Xms24m",
            "-Xmn12m",
            "-Xmx96m",
            "-Xss512k",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));
    if (cache != null) {
      arguments.add("-XX:AOTCache=" + cache);
    }
    arguments.addAll(List.of("-cp", classPath, MAIN, socket.toString(), token));
    return arguments;
  }
}
