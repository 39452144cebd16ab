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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example as it is shipped: a task of two files that uses a package from npm. */
class NpmPackageTest {

  @TempDir private Path data;

  @Test
  void aClosedDoorIsReportedInWords() throws InterruptedException {
    Coordinator coordinator = LoopbackCoordinator.of(data, Path.of("npm-package"));
    Endpoints endpoints = coordinator.start().await();
    Vertx vertx = Vertx.vertx();
    try {
      BlockingQueue<MqttPublishMessage> reports = new LinkedBlockingQueue<>();
      MqttClient client = MqttClient.create(vertx).publishHandler(reports::add);
      client
          .connect(endpoints.mqtt().port(), endpoints.mqtt().host())
          .compose(connected -> client.subscribe("reports/#", 1))
          .compose(_ ->
              client.publish(
                  "doors/north/closed",
                  Buffer.buffer("{\"seconds\": 7400}"),
                  MqttQoS.AT_MOST_ONCE,
                  false,
                  false))
          .await();
      MqttPublishMessage report = reports.poll(30, TimeUnit.SECONDS);
      assertThat(report).isNotNull();
      assertThat(report.topicName()).isEqualTo("reports/north");
      assertThat(report.payload().toString())
          .isEqualTo("{\"door\":\"north\",\"text\":\"north was open for 2 hours\"}");
    } finally {
      vertx.close().await();
      coordinator.stop().await();
    }
  }
}
