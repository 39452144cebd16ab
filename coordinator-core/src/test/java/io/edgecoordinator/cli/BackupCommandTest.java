package io.edgecoordinator.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.RunningCoordinator;
import io.edgecoordinator.config.HostPort;
import io.edgecoordinator.sqlite.EventLoop;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands {@code backup} and {@code restore}, asked of whole coordinators. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class BackupCommandTest {

  @TempDir private Path temp;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void whatWasAcknowledgedBeforeABackupUnderLoadIsInIt() throws Exception {
    Path file = temp.resolve("box.zip");
    int acknowledged;
    try (RunningCoordinator coordinator = new RunningCoordinator(temp.resolve("data"));
        Api api = new Api(coordinator.http())) {
      AtomicInteger last = new AtomicInteger();
      AtomicBoolean enough = new AtomicBoolean();
      Thread load =
          Thread.ofPlatform()
              .start(() -> {
                while (!enough.get()) {
                  set(api, "thing-" + (last.get() + 1), last.get() + 1);
                  last.incrementAndGet();
                }
              });
      while (last.get() < 50) {
        Thread.onSpinWait();
      }
      acknowledged = last.get();
      assertThat(run("backup", file, "--http", coordinator.http())).as(err.toString()).isZero();
      enough.set(true);
      load.join();
      assertThat(last.get()).as("it went on meanwhile").isGreaterThan(acknowledged);
      EventLoop.until(() -> Files.notExists(temp.resolve("data/backup")));
      assertThat(run("restore", file, "--data", temp.resolve("data"))).isOne();
      assertThat(err.toString()).contains("another coordinator runs on");
    }
    assertThat(run("restore", file, "--data", temp.resolve("fresh"))).as(err.toString()).isZero();
    try (RunningCoordinator again = new RunningCoordinator(temp.resolve("fresh"));
        Api api = new Api(again.http())) {
      for (int i = 1; i <= acknowledged; i++) {
        assertThat(desired(api, "thing-" + i)).isEqualTo(i);
      }
    }
  }

  @Test
  void theRunningOneReturnsToABackupAndStaysWhereItIs() throws Exception {
    Path file = temp.resolve("box.zip");
    Process process = runningProcess();
    try (BufferedReader lines = process.inputReader()) {
      String ready = lines.readLine();
      HostPort http = HostPort.parse(ready.substring(ready.indexOf("http=") + 5));
      try (Api api = new Api(http)) {
        set(api, "kept", 1);
        assertThat(run("backup", file, "--http", http)).as(err.toString()).isZero();
        set(api, "kept", 2);
        set(api, "later", 1);

        Files.writeString(temp.resolve("bad.zip"), "no backup");
        assertThat(run("restore", temp.resolve("bad.zip"), "--http", http)).isOne();
        assertThat(desired(api, "kept")).isEqualTo(2);

        assertThat(run("restore", file, "--http", http)).as(err.toString()).isZero();
      }
      try (Api api = new Api(http)) {
        assertThat(desired(api, "kept")).isEqualTo(1);
        assertThat(api.get("/api/shadows").toString()).doesNotContain("later");
        set(api, "kept", 3);
      }
      process.toHandle().destroy(); // leaves the stream open
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
      assertThat(lines.readLine()).as("READY is said once").isNull();
    } finally {
      process.destroyForcibly();
    }
    try (RunningCoordinator again = new RunningCoordinator(temp.resolve("data"));
        Api api = new Api(again.http())) {
      assertThat(desired(api, "kept")).isEqualTo(3);
    }
  }

  @Test
  void whatIsNoBackupIsRefusedWithTheReason() throws IOException {
    Path file = Files.writeString(temp.resolve("x.zip"), "x");

    assertThat(run("restore", file, "--data", temp.resolve("data"))).isOne();
    assertThat(run("restore", temp.resolve("nix"), "--data", temp.resolve("data"))).isOne();
    assertThat(run("backup", file, "--http", "127.0.0.1:1")).isOne();
    assertThat(err.toString().lines())
        .hasSize(3)
        .allMatch(line -> line.startsWith("coordinator: "))
        .anyMatch(line -> line.contains(file + ": it is no backup, or it is damaged"))
        .anyMatch(line -> line.contains("there is no such file"))
        .anyMatch(line -> line.contains("no coordinator answers"));
    assertThat(file).hasContent("x");
    assertThat(run("restore")).isEqualTo(2);
  }

  private Process runningProcess() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "run",
            "--data",
            temp.resolve("data").toString(),
            "--mqtt",
            "127.0.0.1:0",
            "--http",
            "127.0.0.1:0")
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void set(Api api, String thing, int value) {
    String document = "{\"state\":{\"desired\":{\"n\":" + value + "}}}";
    api.post("/api/shadows/" + thing, document.getBytes(UTF_8));
  }

  private static int desired(Api api, String thing) {
    return api.get("/api/shadows/" + thing).at("/desired/n").asInt(0);
  }

  private int run(Object... args) {
    String[] texts = java.util.Arrays.stream(args).map(Object::toString).toArray(String[]::new);
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), texts);
  }
}
