package io.edgecoordinator.task.containment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class CompilerThreadsTest {

  /** Lives until its input ends. */
  static final class Idle {
    public static void main(String[] arguments) throws IOException {
      System.out.println("ready");
      System.in.read();
    }
  }

  @Test
  void compilersOfAProcessStandBackBehindItsOtherThreads() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(
                java,
                "-XX:-UseDynamicNumberOfCompilerThreads",
                "-cp",
                System.getProperty("java.class.path"),
                Idle.class.getName())
            .start();
    try {
      assertThat(process.inputReader().readLine()).isEqualTo("ready");
      int before = niceness(process.pid(), "C2 Compiler");
      CompilerThreads.standBack(process.pid());
      CompilerThreads.standBack(process.pid());
      assertThat(niceness(process.pid(), "C2 Compiler")).isEqualTo(Math.min(before + 5, 19));
      assertThat(niceness(process.pid(), "VM Thread")).isEqualTo(before);
    } finally {
      process.destroyForcibly().waitFor();
    }
    CompilerThreads.standBack(process.pid());
  }

  private static int niceness(long pid, String name) throws IOException {
    Path threads = Path.of("/proc", Long.toString(pid), "task");
    try (DirectoryStream<Path> all = Files.newDirectoryStream(threads)) {
      for (Path thread : all) {
        String stat = Files.readString(thread.resolve("stat"));
        int end = stat.lastIndexOf(')');
        if (stat.substring(stat.indexOf('(') + 1, end).startsWith(name)) {
          // proc(5): the niceness is field 19; the one after the name is field 3.
          return Integer.parseInt(stat.substring(end + 2).split(" ", -1)[16]);
        }
      }
    }
    throw new AssertionError("no thread " + name);
  }
}
