package io.edgecoordinator.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.ResourceLeakDetector;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whole connections spoiled at random, to a real listener: while they come nobody else notices, and
 * afterwards connections, files, threads, and memory are back where they were. {@code -Dfuzz.seed}
 * and {@code -Dfuzz.streams} have it try others, and more.
 */
class MalformedStreamTest {

  private static final long SEED = Long.getLong("fuzz.seed", 1);
  private static final int STREAMS = Integer.getInteger("fuzz.streams", 400);

  /** What the allocator may hold more than before, for it deals in chunks. */
  private static final long CHUNK_BYTES = 1 << 20;

  private final Random random = new Random(SEED);
  private final Queue<String> leaks = new ConcurrentLinkedQueue<>();
  private Gateway gateway;
  private Bystander bystander;

  @BeforeEach
  void start() {
    gateway = new Gateway();
    bystander = new Bystander(gateway.port());
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    ByteBufUtil.setLeakListener((_, records) -> leaks.add(records));
  }

  @AfterEach
  void stop() {
    bystander.close();
    gateway.close();
    ByteBufUtil.setLeakListener(null);
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
  }

  @Test
  void nobodyElseNoticesAndNothingIsLeftBehind() {
    play(STREAMS / 2);
    awaitBystanderAlone();
    Usage before = Usage.now();

    play(STREAMS);

    awaitBystanderAlone();
    Gateway.until(() -> Usage.now().isWithin(before));
    assertNothingLeaked();
  }

  private void play(int streams) {
    for (int i = 0; i < streams; i++) {
      byte[] stream = stream();
      try {
        play(stream);
        bystander.assertUndisturbed();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "seed %d, stream %d: %s".formatted(SEED, i, HexFormat.of().formatHex(stream)), e);
      }
    }
  }

  /** Returns what one client sends, from a CONNECT that is mostly in order to the end. */
  private byte[] stream() {
    int version = random.nextBoolean() ? 4 : 5;
    List<byte[]> packets = GoodPacket.of(version).stream().map(GoodPacket::bytes).toList();
    Mutator mutator = new Mutator(random, packets);
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    if (random.nextInt(8) > 0) {
      stream.writeBytes(RawClient.connect(version, "bad-" + random.nextInt(10)));
    }
    for (int left = random.nextInt(6); left >= 0; left--) {
      stream.writeBytes(random.nextInt(3) == 0 ? mutator.good() : mutator.spoiled());
    }
    return stream.toByteArray();
  }

  private void play(byte[] stream) {
    try (RawClient client = new RawClient(gateway.port())) {
      int half = random.nextInt(stream.length);
      client.send(Arrays.copyOf(stream, half));
      client.send(Arrays.copyOfRange(stream, half, stream.length));
      switch (random.nextInt(3)) {
        case 0 -> client.abort();
        case 1 -> {
          client.endOutput();
          client.drain();
        }
        default -> {}
      }
    } catch (UncheckedIOException brokenByTheOtherEnd) {
      // That is for the other end to decide.
    }
  }

  private void awaitBystanderAlone() {
    Gateway.until(() ->
        gateway.onEventLoop(gateway.listener()::devices).stream()
                .filter(MqttDevice::isConnected)
                .count()
            == Bystander.CONNECTIONS);
  }

  /** A leak shows once the garbage collector has been there; so does one that is made here. */
  private void assertNothingLeaked() {
    leakOnPurpose();
    Gateway.until(() -> {
      System.gc();
      ByteBufAllocator.DEFAULT.directBuffer(1).release();
      return !leaks.isEmpty();
    });
    assertThat(leaks).allMatch(records -> records.contains("on purpose"));
  }

  private static void leakOnPurpose() {
    ByteBufAllocator.DEFAULT.directBuffer(1).touch("on purpose");
  }

  /** What the process has of everything. */
  private record Usage(int threads, long files, long directBytes, long heapBytes) {

    static Usage now() {
      ByteBufAllocatorMetric memory =
          ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric();
      long files =
          ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
              ? unix.getOpenFileDescriptorCount()
              : 0;
      return new Usage(
          ManagementFactory.getThreadMXBean().getThreadCount(),
          files,
          memory.usedDirectMemory(),
          memory.usedHeapMemory());
    }

    boolean isWithin(Usage other) {
      return threads <= other.threads
          && files <= other.files
          && directBytes <= other.directBytes + CHUNK_BYTES
          && heapBytes <= other.heapBytes + CHUNK_BYTES;
    }
  }
}
