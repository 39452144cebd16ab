package io.edgecoordinator.examples;

import io.edgecoordinator.config.HostPort;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.MqttClientOptions;
import io.vertx.mqtt.messages.MqttPublishMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A device in a test: publishes and subscribes at QoS 1, and waits for what it is sent. */
final class MqttDevice implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 30;
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private final Vertx vertx = Vertx.vertx();
  private final BlockingQueue<MqttPublishMessage> came = new LinkedBlockingQueue<>();
  private final List<MqttPublishMessage> passedOver = new ArrayList<>();
  private final MqttClient client;

  private MqttDevice(HostPort coordinator, String name, boolean cleanSession) {
    MqttClientOptions options =
        new MqttClientOptions()
            .setClientId(name)
            .setCleanSession(cleanSession)
            .setMaxInflightQueue(1_000);
    client = MqttClient.create(vertx, options).publishHandler(came::add);
    client.connect(coordinator.port(), coordinator.host()).await();
  }

  static MqttDevice connect(HostPort coordinator, String name) {
    return new MqttDevice(coordinator, name, true);
  }

  /** Connects with a session that outlasts the connection. */
  static MqttDevice connectPersistent(HostPort coordinator, String name) {
    return new MqttDevice(coordinator, name, false);
  }

  void subscribe(String... filters) {
    for (String filter : filters) {
      client.subscribe(filter, 1).await();
    }
  }

  void publish(String topic, String payload) {
    client.publish(topic, Buffer.buffer(payload), MqttQoS.AT_LEAST_ONCE, false, false).await();
  }

  /** Returns the next message on a topic as JSON; those on others wait for their turn. */
  JsonNode next(String topic) {
    return JSON.readTree(nextText(topic));
  }

  String nextText(String topic) {
    for (MqttPublishMessage each : passedOver) {
      if (each.topicName().equals(topic)) {
        passedOver.remove(each);
        return each.payload().toString(StandardCharsets.UTF_8);
      }
    }
    while (true) {
      MqttPublishMessage message = poll(topic);
      if (message.topicName().equals(topic)) {
        return message.payload().toString(StandardCharsets.UTF_8);
      }
      passedOver.add(message);
    }
  }

  private MqttPublishMessage poll(String topic) {
    try {
      MqttPublishMessage message = came.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError(
            "nothing came on "
                + topic
                + ", but on "
                + passedOver.stream().map(MqttPublishMessage::topicName).toList());
      }
      return message;
    } catch (InterruptedException ended) {
      throw new AssertionError(ended);
    }
  }

  @Override
  public void close() {
    client.disconnect().await();
    vertx.close().await();
  }
}
