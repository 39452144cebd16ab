package io.edgecoordinator.examples.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the coordinator under load, over and over, and compares what was acknowledged with what
 * arrives. {@code -Dcrash.rounds=N} for more kills, {@code -Dcrash.seed=N} for the same choices
 * again.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class CrashTest {

  private static final int ROUNDS = Integer.getInteger("crash.rounds", 3);
  private static final long SEED = Long.getLong("crash.seed", System.nanoTime());

  /** Messages acknowledged between two kills, at most. */
  private static final int MOST_MESSAGES = 1_000;

  /** How long it may take until all has arrived, in seconds. */
  private static final int DRAIN_SECONDS = 120;

  private static final String BUNDLE =
      """
      bundle: crash
      version: 1.0.0
      tasks:
        pass-on:
          runtime: js
          handler: pass-on.handler
          permissions: { publish: [ "done/#" ] }
      flows:
        - { id: work, from: devices, topic: "work/#", to: [ task: pass-on ] }
        - { id: done, from: "task:pass-on", topic: "done/#", to: [ subscribers ] }
      """;

  private static final String TASK =
      "exports.handler = (event) => ({ topic: 'done/' + event.from, payload: event });";

  private final Random random = new Random(SEED);
  private final AtomicLong acknowledged = new AtomicLong();
  private final List<NumberedPublisher> publishers =
      List.of(
          publisher("one-4", 4, "load/one-4", 1, false),
          publisher("one-5", 5, "load/one-5", 1, false),
          publisher("two-4", 4, "load/two-4", 2, false),
          publisher("two-5", 5, "load/two-5", 2, false),
          publisher("work-1", 4, "work/1", 1, false),
          publisher("work-2", 5, "work/2", 2, false),
          publisher("state-1", 4, "state/1", 1, true),
          publisher("state-2", 5, "state/2", 2, true));

  private final List<NumberedSubscriber> away =
      List.of(
          new NumberedSubscriber("away-1", 4, 1, true, true, List.of("load/#")),
          new NumberedSubscriber("away-2", 5, 2, true, true, List.of("load/#")));
  private final List<NumberedSubscriber> online =
      List.of(
          new NumberedSubscriber("online-1", 5, 1, true, true, List.of("load/#")),
          new NumberedSubscriber("online-2", 4, 2, true, true, List.of("load/#")),
          new NumberedSubscriber("results", 5, 2, true, false, List.of("done/#")));

  @TempDir private Path folder;
  private Path bundle;

  private NumberedPublisher publisher(
      String clientId, int version, String topic, int qos, boolean retained) {
    return new NumberedPublisher(clientId, version, topic, qos, retained, acknowledged);
  }

  @BeforeEach
  void writeBundle() throws IOException {
    bundle = Files.createDirectory(folder.resolve("bundle"));
    Files.writeString(bundle.resolve("bundle.yaml"), BUNDLE);
    Files.writeString(bundle.resolve("pass-on.js"), TASK);
  }

  @Test
  void whatWasAcknowledgedArrivesHoweverOftenItIsKilled() throws Exception {
    System.out.println("crash.seed=" + SEED + " crash.rounds=" + ROUNDS);
    for (int round = 1; round <= ROUNDS; round++) {
      Map<NumberedPublisher, Integer> before = acknowledgedNow();
      if (random.nextInt(5) == 0) {
        killWhileItStarts();
      }
      try (CoordinatorProcess coordinator = start()) {
        int port = coordinator.awaitReady();
        checkRetained(port, before);
        if (round == 1) {
          subscribe(port);
        }
        connect(online, port);
        for (NumberedSubscriber each : online) {
          each.awaitSubscribed();
        }
        connect(publishers, port);
        killUnderLoad(coordinator);
      }
      if (round % 10 == 0) {
        System.out.println("round " + round + ", " + acknowledged + " acknowledged");
      }
    }
    drain();
    check();
  }

  private CoordinatorProcess start() throws IOException {
    return CoordinatorProcess.start(
        folder.resolve("data"), folder.resolve("log"), "--bundle", bundle.toString());
  }

  private void subscribe(int port) throws Exception {
    connect(away, port);
    for (NumberedSubscriber each : away) {
      each.awaitSubscribed();
      each.disconnect();
    }
    awaitEnd(away);
  }

  private void killWhileItStarts() throws Exception {
    try (CoordinatorProcess coordinator = start()) {
      coordinator.awaitEnd(random.nextInt(1_500));
      coordinator.kill();
    }
  }

  private void killUnderLoad(CoordinatorProcess coordinator) throws Exception {
    long until = acknowledged.get() + random.nextInt(MOST_MESSAGES);
    int millis = random.nextInt(20);
    await("the publishers go on", () -> acknowledged.get() >= until);
    coordinator.awaitEnd(millis);
    coordinator.kill();
    awaitEnd(publishers);
    awaitEnd(online);
  }

  private void drain() throws Exception {
    publishers.forEach(NumberedPublisher::drain);
    try (CoordinatorProcess coordinator = start()) {
      int port = coordinator.awaitReady();
      checkRetained(port, acknowledgedNow());
      connect(publishers, port);
      awaitEnd(publishers);
      connect(online, port);
      connect(away, port);
      for (NumberedSubscriber subscriber : subscribers()) {
        for (NumberedPublisher publisher : sourcesOf(subscriber)) {
          NumberedSubscriber.Numbers numbers = subscriber.from(publisher.clientId());
          await(
              () ->
                  "%s has %d of %d from %s, the first it misses is %d"
                      .formatted(
                          subscriber.clientId(),
                          numbers.count(),
                          publisher.last(),
                          publisher.clientId(),
                          numbers.firstMissing()),
              () -> numbers.count() >= publisher.last());
        }
      }
      checkRetained(port, acknowledgedNow());
      coordinator.stop();
      assertThat(coordinator.log()).doesNotContain("ERROR").doesNotContain("Exception");
    }
    awaitEnd(subscribers());
  }

  private void check() {
    for (NumberedPublisher publisher : publishers) {
      System.out.println(publisher.clientId() + ": " + publisher.last());
      assertThat(publisher.acknowledged()).isEqualTo(publisher.last());
    }
    for (NumberedSubscriber subscriber : subscribers()) {
      assertThat(subscriber.complaints()).as(subscriber.clientId()).isEmpty();
      for (NumberedPublisher publisher : sourcesOf(subscriber)) {
        assertThat(subscriber.from(publisher.clientId()).count()).isEqualTo(publisher.last());
      }
    }
  }

  private List<NumberedSubscriber> subscribers() {
    List<NumberedSubscriber> all = new ArrayList<>(online);
    all.addAll(away);
    return all;
  }

  /** Returns whose messages reach a subscriber, directly or as what a task makes of them. */
  private List<NumberedPublisher> sourcesOf(NumberedSubscriber subscriber) {
    String topics = subscriber.filters().contains("done/#") ? "work/" : "load/";
    return publishers.stream().filter(each -> each.topic().startsWith(topics)).toList();
  }

  private Map<NumberedPublisher, Integer> acknowledgedNow() {
    Map<NumberedPublisher, Integer> now = new HashMap<>();
    publishers.forEach(each -> now.put(each, each.acknowledged()));
    return now;
  }

  /** What is retained is what was acknowledged last, or later. */
  private void checkRetained(int port, Map<NumberedPublisher, Integer> before) throws Exception {
    NumberedSubscriber visitor =
        new NumberedSubscriber(
            "visitor-" + random.nextLong(), 4, 1, false, false, List.of("state/#"));
    visitor.connect(port);
    for (NumberedPublisher publisher : publishers) {
      int least = before.getOrDefault(publisher, 0);
      if (publisher.isRetained() && least > 0) {
        NumberedSubscriber.Numbers numbers = visitor.from(publisher.clientId());
        await(
            () ->
                "retained of %s: %d, not %d"
                    .formatted(publisher.clientId(), numbers.highest(), least),
            () -> numbers.highest() >= least);
      }
    }
    visitor.disconnect();
    visitor.awaitEnd();
  }

  private static void connect(List<? extends WireDevice> devices, int port) throws IOException {
    for (WireDevice device : devices) {
      device.connect(port);
    }
  }

  private static void awaitEnd(List<? extends WireDevice> devices) throws Exception {
    for (WireDevice device : devices) {
      device.awaitEnd();
    }
  }

  private static void await(String what, Condition condition) throws InterruptedException {
    await(() -> what, condition);
  }

  private static void await(Description what, Condition condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DRAIN_SECONDS);
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not in time: " + what.text());
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  /** What is waited for. */
  @FunctionalInterface
  private interface Condition {
    boolean holds();
  }

  /** What to say if it does not come. */
  @FunctionalInterface
  private interface Description {
    String text();
  }
}
