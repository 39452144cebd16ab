package io.edgecoordinator.forwarding;

import static io.edgecoordinator.sqlite.EventLoop.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.broker.BrokerClient;
import io.edgecoordinator.broker.BrokerProcess;
import io.edgecoordinator.config.HostPort;
import io.edgecoordinator.upstream.LinkProxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Cuts, freezes and slows the network between the coordinator and an independent broker, at random
 * and under load, and compares what devices were told is safe with what arrives. {@code
 * -Dchaos.seconds=N} for longer, {@code -Dchaos.seed=N} for the same choices again.
 */
@Timeout(value = 1, unit = TimeUnit.HOURS)
class ChaosTest {

  private static final int SECONDS = Integer.getInteger("chaos.seconds", 12);
  private static final long SEED = Long.getLong("chaos.seed", System.nanoTime());
  private static final int DEVICES = 4;

  /** Messages a second from each device. */
  private static final int RATE = 250;

  /** After which the status must not say any more that the link is there. */
  private static final long STATUS_NANOS = TimeUnit.SECONDS.toNanos(10);

  @TempDir private Path folder;
  private final Random random = new Random(SEED);
  private final Map<String, Seen> byDevice = new HashMap<>();
  private final Map<String, String> byEventId = new HashMap<>();
  private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
  private final AtomicInteger arrived = new AtomicInteger();
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile long downSince = Long.MAX_VALUE;
  private BrokerProcess broker;
  private LinkProxy network;
  private LinkedBox box;

  /** What arrived from a device. */
  private static final class Seen {
    private int highest = -1;
    private int again;
  }

  @BeforeEach
  void start() throws Exception {
    broker = BrokerProcess.start(folder.resolve("broker"));
    network = new LinkProxy(new HostPort("127.0.0.1", broker.port()));
    box =
        new LinkedBox(
            folder, network.port(), "[{id: out, topic: 'a/{n}', to: {upstream: 'b/{n}'}}]");
  }

  @AfterEach
  void stop() {
    box.close();
    network.close();
    broker.close();
  }

  @Test
  void everyMessageArrivesAndTheFirstOfEachInOrder() throws Exception {
    until(() -> box.metric("upstream_connected") == 1);
    System.out.printf("chaos.seed=%d chaos.seconds=%d%n", SEED, SECONDS);
    try (BrokerClient cloud = new BrokerClient(broker.port(), "b/+", this::arrived)) {
      List<Thread> devices = new ArrayList<>();
      AtomicInteger[] safe = new AtomicInteger[DEVICES];
      for (int i = 0; i < DEVICES; i++) {
        int number = i;
        safe[i] = new AtomicInteger();
        devices.add(Thread.ofPlatform().start(() -> load(number, safe[number])));
      }
      Thread watch = Thread.ofPlatform().start(this::watchStatus);
      disturb();
      over.set(true);
      for (Thread device : devices) {
        device.join();
      }
      watch.join();
      long published = 0;
      for (AtomicInteger each : safe) {
        published += each.get();
      }
      long expected = published;
      awaitDrained(expected);
      report(expected);
      assertThat(complaints).isEmpty();
      assertThat(byEventId).hasSize((int) expected);
      for (int i = 0; i < DEVICES; i++) {
        assertThat(byDevice.get("b/" + i).highest).isEqualTo(safe[i].get() - 1);
      }
      assertThat(cloud.waiting()).isZero();
    }
  }

  private void load(int number, AtomicInteger safe) {
    try (BrokerClient device = new BrokerClient(box.mqtt(), "nothing")) {
      long next = System.nanoTime();
      while (!over.get()) {
        device.publish("a/" + number, Integer.toString(safe.get()));
        safe.incrementAndGet();
        next += TimeUnit.SECONDS.toNanos(1) / RATE;
        LockSupport.parkNanos(Math.max(next - System.nanoTime(), 0));
      }
    }
  }

  /** On one thread of the client. */
  private synchronized void arrived(BrokerClient.Message message) {
    int number = Integer.parseInt(message.text());
    Seen seen = byDevice.computeIfAbsent(message.topic(), _ -> new Seen());
    String id = message.property("eventId");
    String what = message.topic() + " " + number;
    String former = byEventId.putIfAbsent(id, what);
    if (former != null && !former.equals(what)) {
      complaints.add("%s has the eventId of %s".formatted(what, former));
    }
    if (former == null && number != seen.highest + 1) {
      complaints.add("%s after %d".formatted(what, seen.highest));
    }
    if (former == null) {
      arrived.incrementAndGet();
      seen.highest = number;
    } else {
      seen.again++;
    }
  }

  /** Does one thing after the other to the network, and leaves it well. */
  private void disturb() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (System.nanoTime() - end < 0) {
      pause(100, 3_000);
      switch (random.nextInt(5)) {
        case 0 -> network.cut();
        case 1 -> network.hangUp();
        case 2 -> {
          down(() -> network.freeze(true));
          pause(500, 15_000);
          network.freeze(false);
          network.cut(); // what was dropped is gone
          downSince = Long.MAX_VALUE;
        }
        case 3 -> {
          down(() -> {
            network.refuse(true);
            network.cut();
          });
          pause(500, 5_000);
          network.refuse(false);
          downSince = Long.MAX_VALUE;
        }
        default -> {
          network.slow(random.nextInt(2_000, 200_000));
          pause(500, 8_000);
          network.slow(0);
        }
      }
    }
  }

  private void down(Runnable how) {
    how.run();
    downSince = System.nanoTime();
  }

  private void pause(int least, int most) {
    int bound = Math.min(most, SECONDS * 1_000 / 2);
    LockSupport.parkNanos(
        TimeUnit.MILLISECONDS.toNanos(random.nextInt(least, Math.max(bound, least + 1))));
  }

  /** When nothing has got through for so long, the status must not say that the link is there. */
  private void watchStatus() {
    while (!over.get()) {
      long since = downSince;
      boolean connected = box.metric("upstream_connected") > 0;
      if (connected && since == downSince && System.nanoTime() - since > STATUS_NANOS) {
        complaints.add("connected, 10 s after the network went down");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
    }
  }

  private void awaitDrained(long expected) {
    for (int i = 0; i < 8 && arrived.get() < expected; i++) {
      try {
        until(() -> arrived.get() >= expected);
      } catch (AssertionError notYet) {
        System.out.printf("%d of %d%n", arrived.get(), expected);
      }
    }
    until(() -> box.metric("deliveries_pending") == 0);
  }

  private synchronized void report(long expected) {
    long again = byDevice.values().stream().mapToLong(seen -> seen.again).sum();
    System.out.printf(
        "%d events, %d arrived once more, %d connections, sent again %d%n",
        expected, again, network.accepted(), box.metric("upstream_events_doubled_total"));
  }
}
