package io.edgecoordinator.deployment.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.RunningCoordinator;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A download whose process is killed goes on where it was. */
class KilledDownloadTest {

  private static final int KILLS = 4;

  @TempDir private Path folder;

  @Test
  @Timeout(value = 120, unit = TimeUnit.SECONDS)
  void littleIsFetchedAgainAfterAKill() throws Exception {
    byte[] content = BlockDownloadTest.content(5_000_000);
    int blocks = BlockFile.count(content.length);
    Path file = folder.resolve("bundle.part");
    try (Loop loop = new Loop();
        RunningCoordinator broker = new RunningCoordinator(folder.resolve("broker"))) {
      BrokerLink link = new BrokerLink(loop.vertx, broker.mqtt().port(), "coordinators/box-1/");
      loop.await(link::connect);
      BlockSource source =
          new BlockSource(loop.vertx, link, BlockDownloadTest.digest(content), content);
      source.mostDelayMillis = 40;
      loop.get(() -> {
        source.start();
        return null;
      });
      for (int kill = 1; kill <= KILLS; kill++) {
        int asked = kill * blocks / (KILLS + 1);
        Process process = begin(broker.mqtt().port(), content, file);
        loop.until(() -> source.requests >= asked);
        process.destroyForcibly().waitFor();
      }
      Process last = begin(broker.mqtt().port(), content, file);
      try (BufferedReader lines = last.inputReader()) {
        assertThat(lines.lines().anyMatch("done"::equals)).isTrue();
      } finally {
        last.destroyForcibly().waitFor();
      }
      assertThat(file).hasBinaryContent(content);
      DownloadLimits limits = DownloadLimits.DEFAULT;
      // Under way, on their way to the disk, and there but not noted.
      int each = limits.window() + limits.unwrittenBlocks() + limits.checkpointBlocks();
      System.out.printf("%d blocks, %d kills, %d requests%n", blocks, KILLS, source.requests);
      assertThat(source.requests).isBetween(blocks, blocks + KILLS * each);
      assertThat(source.requests).isLessThan((KILLS + 1) * blocks / 2);
    }
  }

  private static Process begin(int port, byte[] content, Path file) throws Exception {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            DownloadingProcess.class.getName(),
            Integer.toString(port),
            Integer.toString(content.length),
            BlockDownloadTest.digest(content),
            file.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
