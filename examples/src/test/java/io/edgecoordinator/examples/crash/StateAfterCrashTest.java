package io.edgecoordinator.examples.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.cli.Api;
import io.edgecoordinator.config.HostPort;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.MqttClientOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A task that counts its events in {@code context.state}, in a coordinator that is killed again and
 * again while it does: at the end the number is that of the events.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class StateAfterCrashTest {

  private static final int EVENTS = 400;
  private static final int KILLS = 3;
  private static final long PATIENCE_MILLIS = 120_000;

  @TempDir private Path folder;
  private final Vertx vertx = Vertx.vertx();
  private CoordinatorProcess coordinator;

  @BeforeEach
  void write() throws IOException {
    Path bundle = Files.createDirectory(folder.resolve("counting"));
    Files.writeString(
        bundle.resolve("bundle.yaml"),
        """
        bundle: counting
        version: 1.0.0
        tasks:
          count: { runtime: js, handler: count.handler, concurrency: 2, timeout: 10s }
          sink: { runtime: js, handler: sink.handler }
        flows:
          - { id: in, from: devices, topic: in, to: [ task: count ] }
          - { id: again, from: "task:count", topic: tasks/count/result, delivery: at-least-once,
              to: [ task: sink ] }
        """);
    Files.writeString(
        bundle.resolve("count.js"),
        """
        exports.handler = (event, { state }) => {
          const n = (state.get('n') ?? 0) + 1;
          const end = Date.now() + 5;
          while (Date.now() < end) {}
          state.put('n', n);
          return n;
        };
        """);
    Files.writeString(bundle.resolve("sink.js"), "exports.handler = () => {};");
  }

  @AfterEach
  void end() {
    coordinator.close();
    vertx.close().await();
  }

  @Test
  void eachEventIsCountedOnceHoweverOftenTheCoordinatorIsKilled() throws Exception {
    publish(start());
    for (int kill = 1; kill <= KILLS; kill++) {
      int reached = await(count() + EVENTS / (2 * KILLS));
      coordinator.kill();
      assertThat(reached).as("killed while it counts").isLessThan(EVENTS);
      start();
    }
    await(EVENTS);
    awaitNothingWaits();
    coordinator.stop();
    start();
    assertThat(count()).isEqualTo(EVENTS);
  }

  private int start() throws IOException {
    coordinator =
        CoordinatorProcess.start(
            folder.resolve("data"),
            folder.resolve("log"),
            "--bundle",
            folder.resolve("counting").toString());
    return coordinator.awaitReady();
  }

  private void publish(int port) throws InterruptedException {
    CountDownLatch acknowledged = new CountDownLatch(EVENTS);
    MqttClient client =
        MqttClient.create(vertx, new MqttClientOptions().setMaxInflightQueue(EVENTS))
            .publishCompletionHandler(_ -> acknowledged.countDown());
    client.connect(port, "127.0.0.1").await();
    for (int i = 0; i < EVENTS; i++) {
      client.publish("in", Buffer.buffer("" + i), MqttQoS.AT_LEAST_ONCE, false, false).await();
    }
    assertThat(acknowledged.await(60, TimeUnit.SECONDS)).isTrue();
  }

  private int await(int n) throws InterruptedException {
    long deadline = System.currentTimeMillis() + PATIENCE_MILLIS;
    int reached = count();
    for (; reached < n; reached = count()) {
      assertThat(System.currentTimeMillis()).as(() -> coordinator.log()).isLessThan(deadline);
      Thread.sleep(5);
    }
    return reached;
  }

  private void awaitNothingWaits() throws InterruptedException {
    long deadline = System.currentTimeMillis() + PATIENCE_MILLIS;
    while (get("/api/deliveries")
        .path("deliveries")
        .valueStream()
        .anyMatch(queue -> queue.path("pending").longValue() > 0)) {
      assertThat(System.currentTimeMillis()).as("in time").isLessThan(deadline);
      Thread.sleep(5);
    }
  }

  private int count() {
    return get("/api/tasks/count/state").at("/state/0/value").intValue(0);
  }

  private JsonNode get(String path) {
    try (Api api = new Api(new HostPort("127.0.0.1", coordinator.httpPort()))) {
      return api.get(path);
    }
  }
}
