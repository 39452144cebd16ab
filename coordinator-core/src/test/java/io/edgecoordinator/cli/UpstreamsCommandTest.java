package io.edgecoordinator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.RunningCoordinator;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of brokers upstream, asked of a whole coordinator. */
class UpstreamsCommandTest {

  @TempDir private Path folder;

  @Test
  void theListSaysWhatIsInTheWay() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("coordinator.yaml"),
            "upstream: [ { url: \"mqtt://127.0.0.1:1\", name: nowhere } ]");
    try (RunningCoordinator box = new RunningCoordinator(folder.resolve("data"), file)) {
      String address = box.http().toString();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (!printed("upstreams", "--http", address).contains("refused")) {
        assertThat(System.nanoTime() - deadline).isNegative();
        LockSupport.parkNanos(20_000_000);
      }
      assertThat(printed("upstreams", "--http", address))
          .containsPattern("UPSTREAM +URL +STATE +WAITING +SENT +RECEIVED +ROUND TRIP\n")
          .containsPattern("nowhere +mqtt://127.0.0.1:1 +down +0 +0 +0 +-\n  Connection refused\n");
      assertThat(printed("upstreams", "--json", "--http", address))
          .contains("\"connected\"", "\"lastFailure\"");
    }
  }

  private static String printed(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = Main.run(new PrintWriter(out), new PrintWriter(err), args);
    assertThat(status).as(err::toString).isZero();
    return out.toString();
  }
}
