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
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.IMqttMessageListener;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Exactly once, sessions, retained messages and wills as independent client libraries see them. */
class ClientLibrariesTest {

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
  void hiveMqSendsAndGetsExactlyOnceInOrder() throws Exception {
    Mqtt5BlockingClient subscriber = hiveMq5("subscriber");
    subscriber.connect();
    Mqtt5Publishes received = subscriber.publishes(MqttGlobalPublishFilter.ALL);
    subscriber.subscribeWith().topicFilter("a").qos(MqttQos.EXACTLY_ONCE).send();
    Mqtt3BlockingClient publisher = hiveMq3("publisher");
    publisher.connect();
    for (int i = 0; i < 100; i++) {
      publisher.publishWith().topic("a").qos(MqttQos.EXACTLY_ONCE).payload(text(i)).send();
    }
    for (int i = 0; i < 100; i++) {
      Mqtt5Publish message = next(received);
      assertThat(message.getPayloadAsBytes()).isEqualTo(text(i));
      assertThat(message.getQos()).isEqualTo(MqttQos.EXACTLY_ONCE);
    }
  }

  @Test
  void hiveMqTakesUpItsSession() throws Exception {
    Mqtt5BlockingClient client = hiveMq5("c");
    client.connectWith().cleanStart(false).sessionExpiryInterval(3_600).send();
    client.subscribeWith().topicFilter("a").qos(MqttQos.EXACTLY_ONCE).send();
    client.disconnectWith().sessionExpiryInterval(3_600).send();
    Mqtt3BlockingClient publisher = hiveMq3("publisher");
    publisher.connect();
    for (int i = 0; i < 50; i++) {
      publisher
          .publishWith()
          .topic("a")
          .qos(i % 2 == 0 ? MqttQos.AT_LEAST_ONCE : MqttQos.EXACTLY_ONCE)
          .payload(text(i))
          .send();
    }
    Mqtt5Publishes received = client.publishes(MqttGlobalPublishFilter.ALL);
    var connAck = client.connectWith().cleanStart(false).sessionExpiryInterval(0).send();
    assertThat(connAck.isSessionPresent()).isTrue();
    for (int i = 0; i < 50; i++) {
      assertThat(next(received).getPayloadAsBytes()).isEqualTo(text(i));
    }
  }

  @Test
  void hiveMqOfMqtt311TakesUpItsSession() throws Exception {
    Mqtt3BlockingClient client = hiveMq3("c");
    client.connectWith().cleanSession(false).send();
    client.subscribeWith().topicFilter("a").qos(MqttQos.EXACTLY_ONCE).send();
    client.disconnect();
    Mqtt5BlockingClient publisher = hiveMq5("publisher");
    publisher.connect();
    publisher.publishWith().topic("a").qos(MqttQos.EXACTLY_ONCE).payload(text(7)).send();
    var received = client.publishes(MqttGlobalPublishFilter.ALL);
    assertThat(client.connectWith().cleanSession(false).send().isSessionPresent()).isTrue();
    assertThat(
            received
                .receive(Gateway.DEADLINE_SECONDS, TimeUnit.SECONDS)
                .orElseThrow()
                .getPayloadAsBytes())
        .isEqualTo(text(7));
  }

  @Test
  void pahoGetsRetainedMessagesWithTheirProperties() throws Exception {
    var publisher = paho("publisher");
    publisher.connect();
    MqttProperties properties = new MqttProperties();
    properties.setContentType("text/plain");
    properties.setResponseTopic("reply");
    properties.setCorrelationData(new byte[] {0, 1});
    properties.setUserProperties(List.of(new UserProperty("b", "2"), new UserProperty("a", "1")));
    publisher.publish("a/b", new MqttMessage("hello".getBytes(UTF_8), 2, true, properties));

    BlockingQueue<MqttMessage> received = new LinkedBlockingQueue<>();
    var subscriber = paho("subscriber");
    subscriber.connect();
    MqttSubscription[] subscriptions = {new MqttSubscription("a/+", 2)};
    IMqttMessageListener[] listeners = {(_, message) -> received.add(message)};
    subscriber.subscribe(subscriptions, listeners);

    MqttMessage message = received.poll(Gateway.DEADLINE_SECONDS, TimeUnit.SECONDS);
    assertThat(message).isNotNull();
    assertThat(message.isRetained()).isTrue();
    assertThat(message.getQos()).isEqualTo(2);
    assertThat(message.getPayload()).asString().isEqualTo("hello");
    assertThat(message.getProperties().getContentType()).isEqualTo("text/plain");
    assertThat(message.getProperties().getResponseTopic()).isEqualTo("reply");
    assertThat(message.getProperties().getCorrelationData()).containsExactly(0, 1);
    assertThat(message.getProperties().getUserProperties())
        .containsExactly(new UserProperty("b", "2"), new UserProperty("a", "1"));
  }

  @Test
  void pahoTakesUpItsSession() throws Exception {
    MqttConnectionOptions lasting = new MqttConnectionOptions();
    lasting.setCleanStart(false);
    lasting.setSessionExpiryInterval(3_600L);
    BlockingQueue<String> received = new LinkedBlockingQueue<>();
    var client = paho("c");
    client.setCallback(new Listener(received));
    client.connect(lasting);
    client.subscribe("a", 2);
    client.disconnect();
    var publisher = paho("publisher");
    publisher.connect();
    for (int i = 0; i < 20; i++) {
      publisher.publish("a", new MqttMessage(text(i), i % 2 + 1, false, null));
    }
    assertThat(client.connectWithResult(lasting).getSessionPresent()).isTrue();
    for (int i = 0; i < 20; i++) {
      assertThat(received.poll(Gateway.DEADLINE_SECONDS, TimeUnit.SECONDS)).isEqualTo("" + i);
    }
  }

  @Test
  void hiveMqSharesASubscription() throws Exception {
    List<Mqtt5Publishes> members = new ArrayList<>();
    for (String name : List.of("one", "other")) {
      Mqtt5BlockingClient member = hiveMq5(name);
      member.connect();
      members.add(member.publishes(MqttGlobalPublishFilter.ALL));
      member.subscribeWith().topicFilter("$share/g/a").qos(MqttQos.AT_LEAST_ONCE).send();
    }
    Mqtt5BlockingClient publisher = hiveMq5("publisher");
    publisher.connect();
    for (int i = 0; i < 4; i++) {
      publisher.publishWith().topic("a").qos(MqttQos.AT_LEAST_ONCE).payload(text(i)).send();
    }
    for (int i = 0; i < 4; i++) {
      assertThat(next(members.get(i % 2)).getPayloadAsBytes()).isEqualTo(text(i));
    }
  }

  @Test
  void vertxGetsAndSendsExactlyOnce() throws Exception {
    Vertx vertx = Vertx.vertx();
    clients.add(() -> Gateway.await(vertx.close()));
    var client = io.vertx.mqtt.MqttClient.create(vertx);
    BlockingQueue<String> received = new LinkedBlockingQueue<>();
    client.publishHandler(message -> received.add(message.qosLevel() + " " + message.payload()));
    Gateway.await(client.connect(gateway.port(), "127.0.0.1"));
    Gateway.await(client.subscribe("a", 2));
    for (int i = 0; i < 10; i++) {
      Gateway.await(client.publish("a", Buffer.buffer("" + i), MqttQoS.EXACTLY_ONCE, false, false));
    }
    for (int i = 0; i < 10; i++) {
      assertThat(received.poll(Gateway.DEADLINE_SECONDS, TimeUnit.SECONDS))
          .isEqualTo("EXACTLY_ONCE " + i);
    }
    Gateway.await(client.disconnect());
  }

  private static byte[] text(int number) {
    return Integer.toString(number).getBytes(UTF_8);
  }

  private static Mqtt5Publish next(Mqtt5Publishes received) throws InterruptedException {
    return received.receive(Gateway.DEADLINE_SECONDS, TimeUnit.SECONDS).orElseThrow();
  }

  private Mqtt5BlockingClient hiveMq5(String clientId) {
    Mqtt5BlockingClient client =
        MqttClient.builder()
            .identifier(clientId)
            .serverHost("127.0.0.1")
            .serverPort(gateway.port())
            .useMqttVersion5()
            .buildBlocking();
    clients.add(client::disconnect);
    return client;
  }

  private Mqtt3BlockingClient hiveMq3(String clientId) {
    Mqtt3BlockingClient client =
        MqttClient.builder()
            .identifier(clientId)
            .serverHost("127.0.0.1")
            .serverPort(gateway.port())
            .useMqttVersion3()
            .buildBlocking();
    clients.add(client::disconnect);
    return client;
  }

  private org.eclipse.paho.mqttv5.client.MqttClient paho(String clientId) throws MqttException {
    var client =
        new org.eclipse.paho.mqttv5.client.MqttClient(
            "tcp://127.0.0.1:" + gateway.port(), clientId, new MemoryPersistence());
    clients.add(() -> {
      client.disconnect();
      client.close();
    });
    return client;
  }

  /** Gathers payloads. */
  private record Listener(BlockingQueue<String> received) implements MqttCallback {

    @Override
    public void messageArrived(String topic, MqttMessage message) {
      received.add(message.toString());
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {}

    @Override
    public void mqttErrorOccurred(MqttException exception) {}

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean reconnect, String serverUri) {}

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {}
  }
}
