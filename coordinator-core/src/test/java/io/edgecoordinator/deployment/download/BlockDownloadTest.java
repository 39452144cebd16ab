package io.edgecoordinator.deployment.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgecoordinator.RunningCoordinator;
import io.edgecoordinator.deployment.DesiredDeployment;
import io.edgecoordinator.deployment.DesiredDeployment.Install;
import io.edgecoordinator.deployment.Download;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bundles that come block by block, over a real broker. */
class BlockDownloadTest {

  private static final int BLOCK = BlockFile.BLOCK_BYTES;
  private static final DownloadLimits LIMITS =
      new DownloadLimits(
          32L << 20, 1 << 20, 32, 64, 32, Duration.ofMillis(200), Duration.ofSeconds(30));

  private final Loop loop = new Loop();
  private final DownloadCounters counters = new DownloadCounters();
  @TempDir private Path folder;
  private RunningCoordinator broker;
  private BrokerLink box;
  private BrokerLink server;
  private NetworkDownloads downloads;
  private Path file;

  @BeforeEach
  void start() throws Exception {
    broker = new RunningCoordinator(folder.resolve("broker"));
    box = new BrokerLink(loop.vertx, broker.mqtt().port(), "coordinators/box-1/");
    server = new BrokerLink(loop.vertx, broker.mqtt().port(), "coordinators/box-1/");
    loop.await(box::connect);
    loop.await(server::connect);
    downloads = loop.get(() -> new NetworkDownloads(loop.context, box, null, LIMITS, counters));
    file = folder.resolve("bundle.part");
  }

  @AfterEach
  void stop() throws Exception {
    loop.close();
    broker.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, BLOCK - 1, BLOCK, BLOCK + 1, 100 * BLOCK + 5})
  void whatWasSentComes(int size) throws Exception {
    byte[] content = content(size);
    BlockSource source = serve(content);
    loop.await(() -> download(content).start());
    assertThat(file).hasBinaryContent(content);
    assertThat(source.requests).isEqualTo(BlockFile.count(size));
    assertThat(beside()).isEmpty();
  }

  @Test
  void noBlockIsAskedForMoreOftenThanNeededWhenSomeAreLostDoubledAndReordered() throws Exception {
    byte[] content = content(5_000_000);
    BlockSource source = serve(content);
    source.loss = 0.05;
    source.doubling = 0.02;
    source.mostDelayMillis = 40;
    long began = System.nanoTime();
    loop.await(() -> download(content).start());
    System.out.printf(
        "5 MB with 5%% lost: %d blocks, %d requests, %d lost, %.1f s%n",
        BlockFile.count(content.length),
        source.requests,
        source.lost,
        (System.nanoTime() - began) / 1e9);
    assertThat(file).hasBinaryContent(content);
    assertThat(source.lost).isGreaterThan(5);
    assertThat(source.requests).isEqualTo(BlockFile.count(content.length) + source.lost);
  }

  @Test
  void whatIsNoBlockOfTheBundleDoesNoHarm() throws Exception {
    byte[] content = content(3 * BLOCK + 10);
    BlockSource source = serve(content);
    source.loss = 1;
    CompletableFuture<Void> done = loop.begin(() -> download(content).start());
    loop.until(() -> source.requests == 4);
    loop.get(() -> {
      source.publish("0", content(BLOCK - 1));
      source.publish("0", content(BLOCK + 1));
      source.publish("0", new byte[0]);
      source.publish("1", content(BLOCK));
      source.publish("-16384", content(BLOCK));
      source.publish("99999999999999999999", content(BLOCK));
      source.publish("x", content(BLOCK));
      source.publish(Integer.toString(3 * BLOCK), content(BLOCK));
      source.publish(Integer.toString(4 * BLOCK), content(BLOCK));
      source.send(BLOCK, BLOCK);
      source.send(BLOCK, BLOCK);
      source.loss = 0;
      return null;
    });
    done.get(30, TimeUnit.SECONDS);
    assertThat(file).hasBinaryContent(content);
    assertThat(loop.get(() -> counters.unusable())).isEqualTo(9);
    assertThat(loop.get(() -> counters.doubled())).isEqualTo(1);
  }

  @Test
  void whatHasComeIsNotFetchedAgainAfterAStop() throws Exception {
    byte[] content = content(200 * BLOCK);
    BlockSource source = serve(content);
    source.mostDelayMillis = 5;
    Download first = download(content);
    CompletableFuture<Void> done = loop.begin(first::start);
    loop.until(() -> first.received() > 50 * BLOCK);
    loop.get(() -> {
      first.stop();
      return null;
    });
    assertThatThrownBy(done::get).hasMessageContaining("stopped");
    long had = first.received() / BLOCK;
    int before = source.requests;
    loop.await(() -> download(content).start());
    assertThat(file).hasBinaryContent(content);
    assertThat(source.requests - before).isLessThanOrEqualTo((int) (200 - had) + LIMITS.window());
    assertThat(counters.blocks()).isEqualTo(200);
  }

  @Test
  void whatIsThereAlreadyIsNotFetched() throws Exception {
    byte[] content = content(10 * BLOCK);
    BlockSource source = serve(content);
    loop.await(() -> download(content).start());
    loop.await(() -> download(content).start());
    assertThat(source.requests).isEqualTo(10);
  }

  @Test
  void whatIsThereOfAnotherBundleIsThrownAway() throws Exception {
    Files.write(file, content(3 * BLOCK));
    byte[] content = content(5 * BLOCK);
    serve(content);
    loop.await(() -> download(content).start());
    assertThat(file).hasBinaryContent(content);
  }

  @Test
  void aSilentServerIsAskedLessAndLessOften() throws Exception {
    byte[] content = content(10 * BLOCK);
    Download download = download(content);
    CompletableFuture<Void> done = loop.begin(download::start);
    loop.until(() -> counters.requests() >= 7);
    assertThat(loop.get(download::trouble))
        .contains("nobody answers at coordinators/box-1/bundles");
    assertThat(loop.get(download::received)).isZero();
    assertThat(done).isNotDone();
    BlockSource source = serve(content);
    done.get(30, TimeUnit.SECONDS);
    assertThat(source.requests).isEqualTo(10);
    assertThat(loop.get(download::trouble)).isEmpty();
  }

  @Test
  void nothingIsAskedWhileTheLinkIsDown() throws Exception {
    byte[] content = content(200 * BLOCK);
    BlockSource source = serve(content);
    source.mostDelayMillis = 5;
    Download download = download(content);
    CompletableFuture<Void> done = loop.begin(download::start);
    loop.until(() -> download.received() > 50 * BLOCK);
    loop.await(box::cut);
    long asked = loop.get(() -> counters.requests());
    assertThat(loop.get(download::trouble)).contains("link");
    loop.await(() -> loop.vertx.timer(400).mapEmpty());
    assertThat(loop.get(() -> counters.requests())).isEqualTo(asked);
    loop.await(box::connect);
    done.get(30, TimeUnit.SECONDS);
    assertThat(file).hasBinaryContent(content);
    assertThat(source.requests).isLessThanOrEqualTo(200 + LIMITS.window());
  }

  @Test
  void aBundleThatIsTooLargeIsRefused() {
    Install huge = install(new byte[1], (32L << 20) + 1);
    assertThatThrownBy(() -> loop.await(() -> downloads.of(huge, file).start()))
        .hasMessageContaining("more than the 32 MiB");
  }

  @Test
  void aBundleForWhichTheDiskHasNoRoomIsRefused() throws Exception {
    long free = Files.getFileStore(folder).getUsableSpace();
    DownloadLimits limits =
        new DownloadLimits(
            32L << 20, free, 32, 64, 32, Duration.ofSeconds(1), Duration.ofSeconds(30));
    NetworkDownloads full =
        loop.get(() -> new NetworkDownloads(loop.context, box, null, limits, counters));
    Install large = install(new byte[1], 32L << 20);
    assertThatThrownBy(() -> loop.await(() -> full.of(large, file).start()))
        .hasMessageContaining("there is no room for the bundle");
    assertThat(file).doesNotExist();
  }

  private List<Path> beside() throws Exception {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(each -> each.getFileName().toString().startsWith("bundle.part.")).toList();
    }
  }

  private BlockSource serve(byte[] content) throws Exception {
    return loop.get(() -> {
      BlockSource source = new BlockSource(loop.vertx, server, digest(content), content);
      source.start();
      return source;
    });
  }

  private Download download(byte[] content) {
    return downloads.of(install(content, content.length), file);
  }

  static Install install(byte[] content, long size) {
    return new Install(
        "d-1", "cold-chain", "1.4.0", size, digest(content), null, DesiredDeployment.MQTT);
  }

  static String digest(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (java.security.NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }

  static byte[] content(int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    return content;
  }
}
