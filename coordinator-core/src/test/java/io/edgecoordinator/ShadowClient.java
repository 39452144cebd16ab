package io.edgecoordinator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks things of shadows over MQTT, and listens to all that they tell. */
final class ShadowClient implements AutoCloseable {

  /** Numbers keep their digits, and what is no JSON is noticed. */
  static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final String THINGS = "$aws/things/";
  private static final String FENCE = "fence";

  /** What was told, and under which topic. */
  record Told(String topic, JsonNode document) {}

  private final Mqtt5BlockingClient client;
  private final Mqtt5Publishes incoming;
  private int fences;

  ShadowClient(int port, String clientId) {
    client =
        MqttClient.builder()
            .useMqttVersion5()
            .serverHost("127.0.0.1")
            .serverPort(port)
            .identifier(clientId)
            .buildBlocking();
    client.connect();
    incoming = client.publishes(MqttGlobalPublishFilter.ALL);
    client.subscribeWith().topicFilter(FENCE + "/" + clientId).send();
  }

  ShadowClient listeningTo(String filter) {
    client.subscribeWith().topicFilter(filter).qos(MqttQos.AT_LEAST_ONCE).send();
    return this;
  }

  /** Returns the topic of a thing's shadow with something behind it, as in {@code get}. */
  static String topic(String thing, String suffix) {
    return THINGS + thing + "/shadow/" + suffix;
  }

  void publish(String topic, byte[] payload) {
    publish(topic, payload, false);
  }

  /** Publishes something, and waits for the PUBACK. */
  void publish(String topic, byte[] payload, boolean retain) {
    client
        .publishWith()
        .topic(topic)
        .qos(MqttQos.AT_LEAST_ONCE)
        .retain(retain)
        .payload(payload)
        .send();
  }

  /** Asks something of a shadow and returns all that was told before it was acknowledged. */
  List<Told> ask(String thing, String suffix, byte[] payload) throws InterruptedException {
    publish(topic(thing, suffix), payload);
    return told();
  }

  /** Returns what has come since the last call, and what is on its way. */
  List<Told> told() throws InterruptedException {
    String fence = FENCE + "/" + client.getConfig().getClientIdentifier().orElseThrow();
    String number = Integer.toString(++fences);
    publish(fence, number.getBytes(UTF_8));
    List<Told> told = new ArrayList<>();
    while (true) {
      Mqtt5Publish next = incoming.receive(10, TimeUnit.SECONDS).orElseThrow();
      String topic = next.getTopic().toString();
      if (!topic.equals(fence)) {
        told.add(new Told(topic, JSON.readTree(next.getPayloadAsBytes())));
      } else {
        assertThat(next.getPayloadAsBytes()).asString(UTF_8).isEqualTo(number);
        return told;
      }
    }
  }

  @Override
  public void close() {
    incoming.close();
    client.disconnect();
  }
}
