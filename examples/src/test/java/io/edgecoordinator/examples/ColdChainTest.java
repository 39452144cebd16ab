package io.edgecoordinator.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.Coordinator;
import io.edgecoordinator.Endpoints;
import io.edgecoordinator.examples.coldchain.Freezers;
import io.vertx.core.Vertx;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The example as it is shipped: freezers, coordinator and subscriber on real sockets. */
class ColdChainTest {

  @TempDir private Path data;
  private final BlockingQueue<MqttPublishMessage> alerts = new LinkedBlockingQueue<>();
  private Coordinator coordinator;
  private Endpoints endpoints;
  private Vertx vertx;

  @BeforeEach
  void start() {
    coordinator = LoopbackCoordinator.of(data, Path.of("cold-chain"));
    endpoints = coordinator.start().await();
    vertx = Vertx.vertx();
    MqttClient display = MqttClient.create(vertx).publishHandler(alerts::add);
    display
        .connect(endpoints.mqtt().port(), endpoints.mqtt().host())
        .compose(connected -> display.subscribe("alerts/#", 1))
        .await();
  }

  @AfterEach
  void stop() {
    vertx.close().await();
    coordinator.stop().await();
  }

  @Test
  void anOpenFreezerRaisesAnAlert() throws InterruptedException {
    Freezers freezers = Freezers.connect(endpoints.mqtt().host(), endpoints.mqtt().port());
    MqttPublishMessage message = alerts.poll(30, TimeUnit.SECONDS);
    freezers.close();

    assertThat(message).isNotNull();
    assertThat(message.topicName()).isEqualTo("alerts/freezer-2");
    JsonNode alert = new JsonMapper().readTree(message.payload().getBytes());
    assertThat(alert.path("level").stringValue()).isEqualTo("warning");
    assertThat(alert.path("text").stringValue()).isEqualTo("freezer-2: close the door");
  }
}
