package io.edgecoordinator.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.Coordinator;
import io.edgecoordinator.Endpoints;
import io.edgecoordinator.cli.Api;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.messages.MqttPublishMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is under way when the coordinator is told to stop. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class StopTest {

  @TempDir private Path folder;

  @Test
  void resultOfTheLastCallReachesItsSubscriber() throws Exception {
    Path bundle = Files.createDirectory(folder.resolve("slow"));
    Files.writeString(
        bundle.resolve("bundle.yaml"),
        """
        bundle: slow
        version: 1.0.0
        tasks:
          slow: { runtime: js, handler: slow.handler, permissions: { publish: [ "out/#" ] } }
        flows:
          - { id: in, topic: in, to: [ task: slow ] }
          - { id: out, from: "task:slow", topic: "out/#", to: [ subscribers ] }
        """);
    Files.writeString(
        bundle.resolve("slow.js"),
        """
        exports.handler = (event) => {
          const end = Date.now() + 500;
          while (Date.now() < end) {}
          return { topic: 'out/' + event, payload: event };
        };
        """);
    Coordinator coordinator = LoopbackCoordinator.of(folder.resolve("data"), bundle);
    Endpoints endpoints = coordinator.start().await();
    Vertx vertx = Vertx.vertx();
    BlockingQueue<MqttPublishMessage> received = new LinkedBlockingQueue<>();
    MqttClient client = MqttClient.create(vertx).publishHandler(received::add);
    client
        .connect(endpoints.mqtt().port(), endpoints.mqtt().host())
        .compose(connected -> client.subscribe("out/#", 0))
        .compose(_ -> client.publish("in", Buffer.buffer("7"), MqttQoS.AT_MOST_ONCE, false, false))
        .await();
    try (Api api = new Api(endpoints.http())) {
      while (api.get("/api/tasks").at("/tasks/0/underWay").intValue() == 0) {
        Thread.onSpinWait();
      }
    }
    coordinator.stop().await();

    MqttPublishMessage last = received.poll(10, TimeUnit.SECONDS);
    vertx.close().await();
    assertThat(last).isNotNull();
    assertThat(last.topicName()).isEqualTo("out/7");
  }
}
