package io.edgecoordinator.task.lockdown;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a process can still do that has locked itself down: a real one, {@link LockedDown}. */
@EnabledOnOs(OS.LINUX)
class LockdownTest {

  private static final String NOT_PERMITTED = "Operation not permitted";

  private static final Map<String, String> OUTCOMES = new HashMap<>();

  @BeforeAll
  static void attemptEverything(@TempDir Path folder) throws IOException, InterruptedException {
    Assumptions.assumeTrue(Lockdown.support().seccomp(), "the kernel has seccomp");
    Files.writeString(folder.resolve("file"), "secret");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(folder.resolve("socket")));
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "--enable-native-access=ALL-UNNAMED",
                  "-Xmx64m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  LockedDown.class.getName())
              // Not as an argument: what a command line names can be read.
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(output).isZero();
      output
          .lines()
          .map(line -> line.split(": ", 2))
          .filter(line -> line.length == 2)
          .forEach(line -> OUTCOMES.put(line[0], line[1]));
    }
  }

  private static AbstractStringAssert<?> outcome(String attempt) {
    return assertThat(OUTCOMES.get(attempt)).as(attempt);
  }

  @Test
  void nothingIsMissing() {
    if (Lockdown.support().landlock() > 0) {
      assertThat(OUTCOMES).doesNotContainKey("missing");
    } else {
      outcome("missing").startsWith("landlock");
    }
  }

  @Test
  void noSocketsOfAnyKind() {
    outcome("network").startsWith("refused").contains(NOT_PERMITTED);
    outcome("datagrams").startsWith("refused").contains(NOT_PERMITTED);
    outcome("local socket").startsWith("refused").contains(NOT_PERMITTED);
  }

  @Test
  void noProcessesFromAnyThread() {
    outcome("process").startsWith("refused").contains(NOT_PERMITTED);
    outcome("process earlier").startsWith("refused").contains(NOT_PERMITTED);
  }

  @Test
  void noFilesAreChangedByAnyThread() {
    outcome("write").startsWith("refused").contains(NOT_PERMITTED);
    outcome("append").startsWith("refused").contains(NOT_PERMITTED);
    outcome("delete").startsWith("refused").contains(NOT_PERMITTED);
    outcome("write earlier").startsWith("refused").contains(NOT_PERMITTED);
  }

  @Test
  void filesThatAreNotItsBusinessCannotBeRead() {
    Assumptions.assumeTrue(Lockdown.support().landlock() > 0, "the kernel has landlock");
    outcome("read").startsWith("refused").contains("AccessDeniedException");
  }

  @Test
  void noOtherProcessIsReached() {
    outcome("kill").endsWith("error " + Kernel.EPERM);
    outcome("ptrace").endsWith("error " + Kernel.EPERM);
    outcome("namespace").endsWith("error " + Kernel.EPERM);
  }

  @Test
  void whatWouldGoAroundTheFilterIsNotThere() {
    outcome("io_uring").endsWith("error " + Kernel.ENOSYS);
  }

  @Test
  void theJvmGoesOn() {
    outcome("class").isEqualTo("could: a class");
    outcome("thread").isEqualTo("could: another thread");
    outcome("open socket").isEqualTo("could: 1");
    outcome("random").startsWith("could");
  }
}
