package io.edgecoordinator.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerRuntimeTest {

  private static final String RUNTIME = "runtime-" + System.getProperty("java.runtime.version");
  private static final Path OURS = Path.of(System.getProperty("java.home"), "bin", "java");

  @TempDir Path home;

  @Test
  void withoutAnInstallationGuestCodeIsInterpreted() {
    WorkerRuntime runtime = WorkerRuntime.in(null);

    assertThat(runtime.command()).first().isEqualTo(OURS.toString());
    assertThat(runtime.command()).doesNotContain("-XX:+EnableJVMCI");
    assertThat(runtime.describe()).startsWith("guest code: interpreted, since there is no install");
  }

  @Test
  void whereNoRuntimeCouldBeMadeTheReasonIsSaid() throws IOException {
    Files.writeString(home.resolve(RUNTIME + ".txt"), "the JDK has no jlink\n");

    WorkerRuntime runtime = WorkerRuntime.in(home);

    assertThat(runtime.command()).first().isEqualTo(OURS.toString());
    assertThat(runtime.describe()).isEqualTo("guest code: interpreted, since the JDK has no jlink");
  }

  @Test
  void aRuntimeOfAnotherJavaIsPassedOver() throws IOException {
    linked("runtime-24.0.1");

    assertThat(WorkerRuntime.in(home).describe())
        .isEqualTo(
            "guest code: interpreted, since no runtime with the compiler was made for this Java");
  }

  @Test
  void whereThereIsARuntimeGuestCodeIsCompiled() throws IOException {
    Path java = linked(RUNTIME);

    WorkerRuntime runtime = WorkerRuntime.in(home);

    assertThat(runtime.command()).startsWith(java.toString()).contains("-XX:+EnableJVMCI");
    assertThat(runtime.describe()).isEqualTo("guest code: compiled by " + java);
  }

  @Test
  void aRuntimeThatDoesNotCompileIsGivenUp() throws IOException {
    linked(RUNTIME);

    WorkerRuntime.in(home).refuse("its compiler does not work");

    assertThat(WorkerRuntime.in(home).command()).first().isEqualTo(OURS.toString());
    assertThat(WorkerRuntime.in(home).describe())
        .isEqualTo("guest code: interpreted, since its compiler does not work");
  }

  private Path linked(String folder) throws IOException {
    Path java = home.resolve(folder).resolve("bin").resolve("java");
    Files.createDirectories(java.getParent());
    Files.createFile(java);
    assertThat(java.toFile().setExecutable(true)).isTrue();
    return java;
  }
}
