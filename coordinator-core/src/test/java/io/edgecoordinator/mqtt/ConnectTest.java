package io.edgecoordinator.mqtt;

import static io.edgecoordinator.mqtt.RawClient.bytes;
import static io.edgecoordinator.mqtt.RawClient.connect;
import static io.edgecoordinator.mqtt.RawClient.connected;
import static io.edgecoordinator.mqtt.RawClient.hex;
import static io.edgecoordinator.mqtt.RawClient.packet;
import static io.edgecoordinator.mqtt.RawClient.string;
import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckRestrictions;
import io.edgecoordinator.event.Arrival;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From CONNECT to the end of a connection. */
class ConnectTest {

  private Gateway gateway = new Gateway();

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void connAckStatesWhatIsOffered() {
    var client =
        MqttClient.builder().serverHost("127.0.0.1").serverPort(gateway.port()).useMqttVersion5();
    var blocking = client.buildBlocking();

    Mqtt5ConnAck connAck = blocking.connectWith().sessionExpiryInterval(60).send();

    Mqtt5ConnAckRestrictions offered = connAck.getRestrictions();
    assertThat(connAck.isSessionPresent()).isFalse();
    assertThat(connAck.getSessionExpiryInterval()).as("as asked for").isEmpty();
    assertThat(connAck.getAssignedClientIdentifier()).isPresent();
    assertThat(offered.getMaximumQos()).isEqualTo(MqttQos.EXACTLY_ONCE);
    assertThat(offered.getReceiveMaximum()).isEqualTo(1_024);
    assertThat(offered.getMaximumPacketSize()).isEqualTo(1 << 20);
    assertThat(offered.getTopicAliasMaximum()).isEqualTo(16);
    assertThat(offered.isRetainAvailable()).isTrue();
    assertThat(offered.isWildcardSubscriptionAvailable()).isTrue();
    assertThat(offered.isSharedSubscriptionAvailable()).isTrue();
    assertThat(offered.areSubscriptionIdentifiersAvailable()).isTrue();
    blocking.disconnect();
  }

  @Test
  void anotherConnectionWithTheSameClientIdTakesOver() {
    try (RawClient first = connected(gateway.port(), 5, "same")) {
      try (RawClient second = connected(gateway.port(), 4, "same")) {
        first.expectDisconnect(ReasonCode.SESSION_TAKEN_OVER);
        assertThat(gateway.counters().sessionsTakenOver()).isEqualTo(1);
        second.send(hex("c000"));
        assertThat(second.receive()).isEqualTo(hex("d000"));
      }
    }
  }

  @Test
  void aTakenOverSessionLosesItsSubscriptions() {
    try (RawClient first = connected(gateway.port(), 5, "same")) {
      first.send(RawClient.subscribe(5, 1, "a", 0));
      first.receive();
      try (RawClient second = connected(gateway.port(), 5, "same")) {
        second.send(RawClient.publish(5, 1, "a", 1, "x"));
        assertThat(second.receive()).isEqualTo(hex("40 03 0001 10"));
      }
    }
  }

  @Test
  void mqtt31IsRefusedWithItsCode() {
    try (RawClient client = new RawClient(gateway.port())) {
      client.send(packet(0x10, string("MQIsdp"), bytes(3, 2, 0, 0), string("old")));
      assertThat(client.receive()).isEqualTo(hex("20 02 00 01"));
      client.expectClosed();
    }
  }

  @Test
  void anEmptyClientIdNeedsACleanSessionInMqtt311() {
    try (RawClient client = new RawClient(gateway.port())) {
      client.send(packet(0x10, string("MQTT"), bytes(4, 0, 0, 0), string("")));
      assertThat(client.receive()).isEqualTo(hex("20 02 00 02"));
      client.expectClosed();
    }
  }

  @Test
  void extendedAuthenticationIsRefused() {
    try (RawClient client = new RawClient(gateway.port())) {
      client.send(
          packet(0x10, string("MQTT"), bytes(5, 2, 0, 0), hex("04 15 0001 78"), string("c")));
      assertThat(client.receive()[3]).isEqualTo((byte) 0x8C);
      client.expectClosed();
    }
  }

  @Test
  void aConnectionThatDoesNotSayConnectIsClosed() {
    restart(limits(10, Duration.ofMillis(1), 1 << 20, 10));
    try (RawClient client = new RawClient(gateway.port())) {
      client.expectClosed();
    }
    assertThat(gateway.counters().connectTimeouts()).isEqualTo(1);
  }

  @Test
  void aClientThatIsSilentForTooLongIsSentAwayAndItsWillPublished() {
    try (RawClient client = new RawClient(gateway.port())) {
      client.send(
          packet(
              0x10,
              string("MQTT"),
              bytes(5, 0x0E, 0, 1, 0),
              string("sleepy"),
              bytes(0),
              string("wills/sleepy"),
              string("gone")));
      client.receive();
      client.expectDisconnect(ReasonCode.KEEP_ALIVE_TIMEOUT);
    }
    assertThat(gateway.counters().keepAliveTimeouts()).isEqualTo(1);
    Gateway.until(() -> !gateway.events().isEmpty());
    assertThat(gateway.events().getFirst().topic()).isEqualTo("wills/sleepy");
    assertThat(gateway.events().getFirst().payload().text()).isEqualTo("gone");
  }

  @Test
  void aWillIsPublishedWhenTheSocketBreaksAndNotAfterDisconnect() {
    byte[] connectA =
        packet(
            0x10,
            string("MQTT"),
            bytes(4, 0x06, 0, 0),
            string("a"),
            string("wills/a"),
            string("gone"));
    byte[] connectB =
        packet(
            0x10,
            string("MQTT"),
            bytes(4, 0x06, 0, 0),
            string("b"),
            string("wills/b"),
            string("gone"));
    try (RawClient b = new RawClient(gateway.port())) {
      b.send(connectB);
      b.receive();
      b.send(hex("e000"));
      b.expectClosed();
    }
    try (RawClient a = new RawClient(gateway.port())) {
      a.send(connectA);
      a.receive();
    }
    Gateway.until(() -> !gateway.events().isEmpty());
    assertThat(gateway.events()).extracting("topic").containsExactly("wills/a");
  }

  @Test
  void noMoreConnectionsThanAllowed() {
    restart(limits(1, Duration.ofSeconds(10), 1 << 20, 10));
    try (RawClient first = connected(gateway.port(), 4, "first");
        RawClient second = new RawClient(gateway.port())) {
      second.expectClosed();
      assertThat(gateway.counters().connectionsRefused()).isEqualTo(1);
      first.send(hex("c000"));
      assertThat(first.receive()).isEqualTo(hex("d000"));
    }
  }

  @Test
  void connectedDevicesCanBeListed() {
    try (RawClient b = connected(gateway.port(), 5, "b");
        RawClient a = connected(gateway.port(), 4, "a")) {
      b.send(RawClient.subscribe(5, 1, "x/#", 0));
      b.receive();

      var devices = gateway.onEventLoop(gateway.listener()::devices);

      assertThat(devices).extracting(MqttDevice::clientId).containsExactly("a", "b");
      assertThat(devices.get(0).protocol()).isEqualTo("MQTT 3.1.1");
      assertThat(devices.get(1).protocol()).isEqualTo("MQTT 5");
      assertThat(devices.get(1).subscriptions()).containsExactly("x/#");
      assertThat(devices.get(1).address()).startsWith("127.0.0.1:");
      a.send(hex("e000"));
      a.expectClosed();
      assertThat(gateway.onEventLoop(gateway.listener()::devices)).hasSize(1);
    }
  }

  @Test
  void stoppingTellsClientsAndWaitsForTheirPubAcks() {
    try (RawClient five = connected(gateway.port(), 5, "five");
        RawClient three = connected(gateway.port(), 4, "three")) {
      List<Arrival> held = new CopyOnWriteArrayList<>();
      gateway.routeWith(held::add);
      five.send(RawClient.publish(5, 1, "a", 9, "x"));
      Gateway.until(() -> held.size() == 1);
      var stopped = gateway.listener().stop();
      gateway.onEventLoop(() -> {
        gateway.relay(held.getFirst());
        return true;
      });

      assertThat(five.receive()).isEqualTo(hex("40 03 0009 10"));
      five.expectDisconnect(ReasonCode.SERVER_SHUTTING_DOWN);
      three.expectClosed();
      Gateway.await(stopped);
    }
  }

  @Test
  void aConnectInPiecesIsUnderstood() {
    try (RawClient client = new RawClient(gateway.port())) {
      for (byte b : connect(5, "slow")) {
        client.send(bytes(b));
      }
      assertThat(client.receive()[3]).isZero();
    }
  }

  private void restart(MqttLimits limits) {
    gateway.close();
    gateway = new Gateway(limits);
  }

  private static MqttLimits limits(
      int connections, Duration connectTimeout, int packetBytes, int subscriptions) {
    return new MqttLimits(
        connections,
        connectTimeout,
        packetBytes,
        100,
        100,
        subscriptions,
        10,
        10,
        10,
        1_000,
        1_000,
        10,
        16,
        60,
        MqttLimits.DEFAULTS.kept());
  }
}
