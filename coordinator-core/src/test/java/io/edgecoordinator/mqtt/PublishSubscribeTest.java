package io.edgecoordinator.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.event.Source;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What devices do all day, with the client libraries they do it with. */
class PublishSubscribeTest {

  private final Gateway gateway = new Gateway();
  private final List<AutoCloseable> clients = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable client : clients) {
      client.close();
    }
    gateway.close();
  }

  @Test
  void aMessageOfMqtt3ReachesASubscriberOfMqtt5() throws Exception {
    Mqtt5BlockingClient subscriber = mqtt5("subscriber");
    Mqtt5Publishes received = subscriber.publishes(MqttGlobalPublishFilter.ALL);
    subscriber
        .subscribeWith()
        .topicFilter("freezers/+/telemetry")
        .qos(MqttQos.AT_LEAST_ONCE)
        .send();

    mqtt3("freezer-7")
        .publishWith()
        .topic("freezers/7/telemetry")
        .qos(MqttQos.AT_LEAST_ONCE)
        .payload("{}".getBytes(UTF_8))
        .send();

    Mqtt5Publish message = next(received);
    assertThat(message.getTopic().toString()).isEqualTo("freezers/7/telemetry");
    assertThat(message.getPayloadAsBytes()).asString().isEqualTo("{}");
    assertThat(message.getQos()).isEqualTo(MqttQos.AT_LEAST_ONCE);
    assertThat(message.isRetain()).isFalse();
  }

  @Test
  void anEventSaysWhoSentItAndHow() {
    mqtt5("freezer-7")
        .publishWith()
        .topic("a/b")
        .qos(MqttQos.AT_LEAST_ONCE)
        .payload("x".getBytes(UTF_8))
        .send();

    assertThat(gateway.events())
        .singleElement()
        .satisfies(event -> {
          assertThat(event.source()).isEqualTo(new Source.Device("freezer-7"));
          assertThat(event.device()).isEqualTo("freezer-7");
          assertThat(event.topic()).isEqualTo("a/b");
          assertThat(event.payload().text()).isEqualTo("x");
          assertThat(event.qos()).isEqualTo(QoS.AT_LEAST_ONCE);
          assertThat(event.retain()).isFalse();
          assertThat(event.hops()).isZero();
        });
  }

  @Test
  void aSubscriberGetsNoMoreThanTheQosItAskedFor() throws Exception {
    Mqtt5BlockingClient subscriber = mqtt5("subscriber");
    Mqtt5Publishes received = subscriber.publishes(MqttGlobalPublishFilter.ALL);
    subscriber.subscribeWith().topicFilter("a").qos(MqttQos.AT_MOST_ONCE).send();

    mqtt5("p").publishWith().topic("a").qos(MqttQos.AT_LEAST_ONCE).send();

    assertThat(next(received).getQos()).isEqualTo(MqttQos.AT_MOST_ONCE);
  }

  @Test
  void subscriptionsThatOverlapDeliverOnceWithTheHigherQos() throws Exception {
    Mqtt5BlockingClient subscriber = mqtt5("subscriber");
    Mqtt5Publishes received = subscriber.publishes(MqttGlobalPublishFilter.ALL);
    subscriber.subscribeWith().topicFilter("a/#").qos(MqttQos.AT_MOST_ONCE).send();
    subscriber.subscribeWith().topicFilter("a/+").qos(MqttQos.AT_LEAST_ONCE).send();

    Mqtt5BlockingClient publisher = mqtt5("p");
    publisher.publishWith().topic("a/b").qos(MqttQos.AT_LEAST_ONCE).payload(new byte[] {1}).send();
    publisher.publishWith().topic("a/b").qos(MqttQos.AT_LEAST_ONCE).payload(new byte[] {2}).send();

    Mqtt5Publish first = next(received);
    assertThat(first.getPayloadAsBytes()).containsExactly(1);
    assertThat(first.getQos()).isEqualTo(MqttQos.AT_LEAST_ONCE);
    assertThat(next(received).getPayloadAsBytes()).containsExactly(2);
  }

  @Test
  void noLocalKeepsAClientsOwnMessagesFromIt() throws Exception {
    Mqtt5BlockingClient client = mqtt5("both");
    Mqtt5Publishes received = client.publishes(MqttGlobalPublishFilter.ALL);
    client.subscribeWith().topicFilter("a").noLocal(true).send();

    client.publishWith().topic("a").payload("own".getBytes(UTF_8)).send();
    mqtt5("other").publishWith().topic("a").payload("other".getBytes(UTF_8)).send();

    assertThat(next(received).getPayloadAsBytes()).asString().isEqualTo("other");
  }

  @Test
  void afterUnsubscribeNothingComesAnyMore() throws Exception {
    Mqtt5BlockingClient client = mqtt5("c");
    Mqtt5Publishes received = client.publishes(MqttGlobalPublishFilter.ALL);
    client.subscribeWith().topicFilter("a").send();
    client.subscribeWith().topicFilter("b").send();
    client.unsubscribeWith().topicFilter("a").send();

    client.publishWith().topic("a").send();
    client.publishWith().topic("b").send();

    assertThat(next(received).getTopic().toString()).isEqualTo("b");
  }

  @Test
  void messagesOfOneDeviceArriveInOrder() throws Exception {
    try (RawClient subscriber = RawClient.connected(gateway.port(), 4, "s");
        RawClient publisher = RawClient.connected(gateway.port(), 5, "p")) {
      subscriber.send(RawClient.subscribe(4, 1, "#", 0));
      subscriber.receive();
      for (int i = 0; i < 5_000; i++) {
        publisher.send(RawClient.publish(5, 0, "n/" + i % 7, 0, "" + i));
      }

      for (int i = 0; i < 5_000; i++) {
        assertThat(subscriber.receive())
            .isEqualTo(RawClient.publish(4, 0, "n/" + i % 7, 0, "" + i));
      }
    }
  }

  @Test
  void aLargeMessageComesThroughWhole() throws Exception {
    Mqtt5BlockingClient client = mqtt5("c");
    Mqtt5Publishes received = client.publishes(MqttGlobalPublishFilter.ALL);
    client.subscribeWith().topicFilter("#").send();
    byte[] payload = new byte[1_000_000];
    payload[999_999] = 42;

    client.publishWith().topic("large").qos(MqttQos.AT_LEAST_ONCE).payload(payload).send();

    assertThat(next(received).getPayloadAsBytes()).isEqualTo(payload);
  }

  @Test
  void topicsOutsideOfAsciiAreKept() throws Exception {
    Mqtt5BlockingClient client = mqtt5("gefrierschrank-ä");
    Mqtt5Publishes received = client.publishes(MqttGlobalPublishFilter.ALL);
    client.subscribeWith().topicFilter("kühl/+/🧊").send();

    client.publishWith().topic("kühl/東京/🧊").send();

    assertThat(next(received).getTopic().toString()).isEqualTo("kühl/東京/🧊");
    assertThat(gateway.events().getFirst().device()).isEqualTo("gefrierschrank-ä");
  }

  @Test
  void pahoPublishesAndSubscribes() throws Exception {
    var paho =
        new org.eclipse.paho.mqttv5.client.MqttClient(
            "tcp://127.0.0.1:" + gateway.port(), "paho", new MemoryPersistence());
    clients.add(paho::close);
    paho.connect(new MqttConnectionOptions());
    BlockingQueue<String> received = new LinkedBlockingQueue<>();
    MqttSubscription[] subscriptions = {new MqttSubscription("a/+", 1)};
    org.eclipse.paho.mqttv5.client.IMqttMessageListener[] listeners = {
      (topic, message) -> received.add(topic + " " + message)
    };
    paho.subscribe(subscriptions, listeners);

    paho.publish("a/b", new MqttMessage("hello".getBytes(UTF_8), 1, false, null));

    assertThat(received.poll(Gateway.DEADLINE_SECONDS, TimeUnit.SECONDS)).isEqualTo("a/b hello");
    paho.disconnect();
  }

  @Test
  void vertxPublishesAndSubscribes() throws Exception {
    Vertx vertx = Vertx.vertx();
    clients.add(() -> Gateway.await(vertx.close()));
    var client = io.vertx.mqtt.MqttClient.create(vertx);
    BlockingQueue<String> received = new LinkedBlockingQueue<>();
    client.publishHandler(message -> received.add(message.topicName() + " " + message.payload()));
    Gateway.await(client.connect(gateway.port(), "127.0.0.1"));
    Gateway.await(client.subscribe("a/#", 1));

    Gateway.await(
        client.publish("a/b", Buffer.buffer("hello"), MqttQoS.AT_LEAST_ONCE, false, false));

    assertThat(received.poll(Gateway.DEADLINE_SECONDS, TimeUnit.SECONDS)).isEqualTo("a/b hello");
    Gateway.await(client.disconnect());
  }

  private static Mqtt5Publish next(Mqtt5Publishes received) throws InterruptedException {
    return received.receive(Gateway.DEADLINE_SECONDS, TimeUnit.SECONDS).orElseThrow();
  }

  private Mqtt5BlockingClient mqtt5(String clientId) {
    Mqtt5BlockingClient client =
        MqttClient.builder()
            .identifier(clientId)
            .serverHost("127.0.0.1")
            .serverPort(gateway.port())
            .useMqttVersion5()
            .buildBlocking();
    client.connect();
    clients.add(client::disconnect);
    return client;
  }

  private Mqtt3BlockingClient mqtt3(String clientId) {
    Mqtt3BlockingClient client =
        MqttClient.builder()
            .identifier(clientId)
            .serverHost("127.0.0.1")
            .serverPort(gateway.port())
            .useMqttVersion3()
            .buildBlocking();
    client.connect();
    clients.add(client::disconnect);
    return client;
  }
}
