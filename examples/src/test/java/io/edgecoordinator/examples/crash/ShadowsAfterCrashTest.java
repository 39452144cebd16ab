package io.edgecoordinator.examples.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.mqtt.MqttClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Kills the coordinator while shadows are written to. {@code -Dcrash.rounds=N} for more kills,
 * {@code -Dcrash.seed=N} for the same choices again.
 */
@Timeout(value = 1, unit = TimeUnit.HOURS)
class ShadowsAfterCrashTest {

  private static final int ROUNDS = Integer.getInteger("crash.rounds", 3);
  private static final long SEED = Long.getLong("crash.seed", System.nanoTime());
  private static final int THINGS = 8;
  private static final long PATIENCE_SECONDS = 60;

  @TempDir private Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final Random random = new Random(SEED);
  private final List<ShadowUpdater> updaters =
      Stream.iterate(0, i -> i < THINGS, i -> i + 1)
          .flatMap(i ->
              Stream.of(
                  new ShadowUpdater("thing-" + i, "desired", i % 2),
                  new ShadowUpdater("thing-" + i, "reported", i % 2)))
          .toList();
  private final ShadowObserver online = new ShadowObserver("online");
  private final ShadowObserver away = new ShadowObserver("away");

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void whatWasAcceptedStaysAndIsToldHoweverOftenTheCoordinatorIsKilled() throws Exception {
    System.out.println("crash.seed=" + SEED + " crash.rounds=" + ROUNDS);
    for (int round = 1; round <= ROUNDS; round++) {
      try (CoordinatorProcess coordinator = start()) {
        int port = coordinator.awaitReady();
        checkDocuments(port);
        online.connect(port);
        online.awaitSubscribed();
        for (ShadowUpdater each : updaters) {
          each.connect(port);
        }
        awaitAccepted(50 + random.nextInt(500));
        coordinator.kill();
        for (ShadowUpdater each : updaters) {
          each.awaitEnd();
        }
        online.awaitEnd();
      }
    }
    try (CoordinatorProcess coordinator = start()) {
      checkDocuments(coordinator.awaitReady());
    }
  }

  private CoordinatorProcess start() throws Exception {
    return CoordinatorProcess.start(folder.resolve("data"), folder.resolve("log"));
  }

  /** Waits until so many more updates were accepted, by all together. */
  private void awaitAccepted(int more) throws InterruptedException {
    int goal = accepted() + more;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (accepted() < goal) {
      updaters.forEach(ShadowUpdater::check);
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      Thread.sleep(1);
    }
  }

  private int accepted() {
    return updaters.stream().mapToInt(ShadowUpdater::accepted).sum();
  }

  /** What was accepted is there, and who was away has heard of what is desired now. */
  private void checkDocuments(int port) throws Exception {
    away.connect(port);
    away.awaitSubscribed();
    for (ShadowUpdater each : updaters) {
      if (each.accepted() == 0) {
        continue;
      }
      JsonNode document = get(port, each.thing());
      assertThat(document.path("version").longValue(0)).isGreaterThanOrEqualTo(each.version());
      assertThat(document.path("state").path(each.section()).path("value").intValue())
          .isGreaterThanOrEqualTo(each.accepted());
      JsonNode delta = document.path("state").path("delta");
      assertThat(delta).isEqualTo(ShadowObserver.delta(document.path("state")));
      awaitDelta(each.thing(), delta);
    }
    away.disconnect();
    away.awaitEnd();
  }

  private void awaitDelta(String thing, JsonNode delta) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!away.lastDelta(thing).path("state").equals(delta)) {
      away.check();
      assertThat(System.nanoTime())
          .as(() ->
              "the last delta of " + thing + " is " + away.lastDelta(thing) + ", not " + delta)
          .isLessThan(deadline);
      Thread.sleep(1);
    }
  }

  private JsonNode get(int port, String thing) throws Exception {
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    MqttClient client = MqttClient.create(vertx);
    client.publishHandler(
        message -> answer.complete(ShadowDevice.JSON.readTree(message.payload().getBytes())));
    client.connect(port, "127.0.0.1").await();
    String topic = "$aws/things/" + thing + "/shadow/get";
    client.subscribeCompletionHandler(_ ->
        client.publish(
            topic,
            io.vertx.core.buffer.Buffer.buffer(),
            io.netty.handler.codec.mqtt.MqttQoS.AT_MOST_ONCE,
            false,
            false));
    client.subscribe(topic + "/+", 0).await();
    JsonNode document = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    client.disconnect().await();
    return document;
  }
}
