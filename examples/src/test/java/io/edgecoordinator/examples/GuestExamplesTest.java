package io.edgecoordinator.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.Coordinator;
import io.edgecoordinator.Endpoints;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.messages.MqttPublishMessage;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples in Python and WebAssembly as they are shipped, in one coordinator. */
class GuestExamplesTest {

  @TempDir private Path data;
  private final BlockingQueue<MqttPublishMessage> messages = new LinkedBlockingQueue<>();
  private Coordinator coordinator;
  private Vertx vertx;
  private MqttClient client;

  @BeforeEach
  void start() {
    coordinator = LoopbackCoordinator.of(data, Path.of("python"), Path.of("wasm"));
    Endpoints endpoints = coordinator.start().await();
    vertx = Vertx.vertx();
    client = MqttClient.create(vertx).publishHandler(messages::add);
    client.connect(endpoints.mqtt().port(), endpoints.mqtt().host()).await();
  }

  @AfterEach
  void stop() {
    vertx.close().await();
    coordinator.stop().await();
  }

  private String answer(String filter, String topic, String payload) throws InterruptedException {
    client.subscribe(filter, 1).await();
    client.publish(topic, Buffer.buffer(payload), MqttQoS.AT_LEAST_ONCE, false, false).await();
    MqttPublishMessage message = messages.poll(30, TimeUnit.SECONDS);
    assertThat(message).isNotNull();
    return message.topicName() + " " + message.payload();
  }

  @Test
  void aPumpThatKnocksIsWorn() throws InterruptedException {
    String knocks = "{\"samples\": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8]}";
    assertThat(answer("pumps/+/verdict", "pumps/p1/vibration", knocks))
        .isEqualTo("pumps/p1/verdict {\"crest\":4.0,\"worn\":true}");
  }

  @Test
  void checksumIsThatOfTheBytes() throws InterruptedException {
    assertThat(answer("checksums/#", "blocks/b1", "hello")).isEqualTo("checksums/all \"3610a686\"");
  }
}
