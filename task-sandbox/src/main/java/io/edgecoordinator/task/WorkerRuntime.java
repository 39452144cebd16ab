package io.edgecoordinator.task;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Java that workers run on: where the launcher could link one, a runtime with the compiler for
 * guest code inside; else the Java of the coordinator, on which guest code is interpreted.
 *
 * @param java the {@code java} to start
 * @param interpreted why guest code is not compiled, or null if it is
 */
public record WorkerRuntime(Path java, @Nullable String interpreted) {

  /**
   * The compiler is written in Java and works in the heap of its worker. It needs some 60 MB beside
   * what the tasks hold; half as much, and it gives up on code that is worth most.
   */
  private static final List<String> COMPILED =
      List.of(
          "-XX:+UnlockExperimentalVMOptions",
          "-XX:+EnableJVMCI",
          "-Xmx160m",
          "-XX:ReservedCodeCacheSize=64m",
          "-Dpolyglot.engine.CompilerThreads=1");

  private static final List<String> INTERPRETED = List.of("-Xmx96m");

  /**
   * Finds the runtime of the installation that the system property {@code coordinator.home} names.
   */
  public static WorkerRuntime ofThisInstallation() {
    String home = System.getProperty("coordinator.home");
    return in(home == null ? null : Path.of(home));
  }

  /**
   * Finds the runtime of an installation: the folder {@code runtime-VERSION} in it, whose version
   * is that of the Java of this process. Where there is none, {@code runtime-VERSION.txt} says why.
   *
   * @param home the installation, or null for none, as in tests
   */
  static WorkerRuntime in(@Nullable Path home) {
    Path ours = Path.of(System.getProperty("java.home"), "bin", "java");
    if (home == null) {
      return new WorkerRuntime(ours, "there is no installation with a runtime for workers");
    }
    Path folder = home.resolve("runtime-" + System.getProperty("java.runtime.version"));
    Path linked = folder.resolve("bin").resolve("java");
    if (Files.isExecutable(linked)) {
      return new WorkerRuntime(linked, null);
    }
    return new WorkerRuntime(ours, reason(home.resolve(folder.getFileName() + ".txt")));
  }

  /**
   * Gives this runtime up, for all who look for it from now on, because it does not do what it is
   * for.
   */
  void refuse(String reason) throws IOException {
    Path folder = requireNonNull(requireNonNull(java.getParent()).getParent());
    Files.writeString(folder.resolveSibling(folder.getFileName() + ".txt"), reason);
    Files.delete(java);
  }

  private static String reason(Path file) {
    try {
      String reason = Files.exists(file) ? Files.readString(file).strip() : "";
      return reason.isEmpty() ? "no runtime with the compiler was made for this Java" : reason;
    } catch (IOException unreadable) {
      return file + " is unreadable";
    }
  }

  /** Returns whether guest code is compiled. */
  boolean compiles() {
    return interpreted == null;
  }

  /** Returns the program and those of its options that have to do with compiling guest code. */
  List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(compiles() ? COMPILED : INTERPRETED);
    return command;
  }

  /** Says whether guest code is compiled, and why not. */
  public String describe() {
    return compiles()
        ? "guest code: compiled by " + java
        : "guest code: interpreted, since " + interpreted;
  }
}
