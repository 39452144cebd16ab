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
import java.util.Set;
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
  private final List<Message> passedOver = new ArrayList<>();
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

  /** A message that came, its payload as text. */
  record Message(String topic, String text) {

    private static Message of(MqttPublishMessage came) {
      return new Message(came.topicName(), came.payload().toString(StandardCharsets.UTF_8));
    }

    JsonNode json() {
      return JSON.readTree(text);
    }
  }

  /** Returns the next message on a topic as JSON; those on others wait for their turn. */
  JsonNode next(String topic) {
    return nextOf(Set.of(topic)).json();
  }

  String nextText(String topic) {
    return nextOf(Set.of(topic)).text();
  }

  /** Returns the next message on one of the topics. */
  Message nextOf(Set<String> topics) {
    for (Message each : passedOver) {
      if (topics.contains(each.topic())) {
        passedOver.remove(each);
        return each;
      }
    }
    while (true) {
      Message message = Message.of(poll(topics));
      if (topics.contains(message.topic())) {
        return message;
      }
      passedOver.add(message);
    }
  }

  private MqttPublishMessage poll(Set<String> topics) {
    try {
      MqttPublishMessage message = came.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError(
            "nothing came on "
                + topics
                + ", but on "
                + passedOver.stream().map(Message::topic).toList());
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
