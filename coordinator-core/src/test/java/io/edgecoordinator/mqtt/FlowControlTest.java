package io.edgecoordinator.mqtt;

import static io.edgecoordinator.mqtt.RawClient.answer;
import static io.edgecoordinator.mqtt.RawClient.connected;
import static io.edgecoordinator.mqtt.RawClient.hex;
import static io.edgecoordinator.mqtt.RawClient.join;
import static io.edgecoordinator.mqtt.RawClient.packet;
import static io.edgecoordinator.mqtt.RawClient.publish;
import static io.edgecoordinator.mqtt.RawClient.string;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** No more on the way than the other side takes (sections 3.1.2.11.3 and 4.9). */
class FlowControlTest {

  private static final int RECEIVE_MAXIMUM = 2;

  private final Gateway gateway = new Gateway(withReceiveMaximum(RECEIVE_MAXIMUM));

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void theClientsReceiveMaximumCountsBothKindsUntilTheyAreThrough() {
    ConnectPacket two = ConnectPacket.of(5, "c").property("21 0002");
    try (RawClient c = connected(gateway.port(), two, false)) {
      c.subscribed(5, "#", 2);
      publishFromElsewhere(1, 2, 1, 0, 2, 1);
      c.expect(publish(5, 1, "a", 1, "0"));
      c.expect(publish(5, 2, "a", 2, "1"));
      c.expect(publish(5, 0, "a", 0, "3"));
      c.expectNothingBeforePing();
      c.send(answer(0x40, 1));
      c.expect(publish(5, 1, "a", 3, "2"));
      c.send(answer(0x50, 2));
      c.expect(answer(0x62, 2));
      c.expectNothingBeforePing();
      c.send(answer(0x70, 2));
      c.expect(publish(5, 2, "a", 4, "4"));
      c.send(answer(0x50, 4, 0x80));
      c.expect(publish(5, 1, "a", 5, "5"));
    }
  }

  @Test
  void otherPacketsAreAnsweredThoughNoMoreMessagesMayBeSent() {
    ConnectPacket one = ConnectPacket.of(5, "c").property("21 0001");
    try (RawClient c = connected(gateway.port(), one, false)) {
      c.subscribed(5, "a", 1);
      publishFromElsewhere(1, 1);
      c.expect(publish(5, 1, "a", 1, "0"));
      c.subscribed(5, "b", 1);
      c.send(publish(5, 2, "c", 1, "x"));
      c.expect(answer(0x50, 1, 0x10));
      c.send(answer(0x62, 1));
      c.expect(answer(0x70, 1));
      c.send(packet(0xA2, hex("0001 00"), string("b")));
      c.expect(hex("b0 04 0001 00 00"));
      c.expectNothingBeforePing();
    }
  }

  @Test
  void aClientMustNotSendMoreThanItWasTold() {
    try (RawClient c = connected(gateway.port(), 5, "c")) {
      c.send(join(publish(5, 2, "a", 1, "x"), publish(5, 2, "a", 2, "x")));
      c.expect(answer(0x50, 1, 0x10));
      c.expect(answer(0x50, 2, 0x10));
      c.send(answer(0x62, 1));
      c.expect(answer(0x70, 1));
      c.send(publish(5, 1, "a", 3, "x"));
      c.expect(answer(0x40, 3, 0x10));
      c.send(publish(5, 2, "a", 4, "x"));
      c.expect(answer(0x50, 4, 0x10));
      c.send(publish(5, 2, "a", 5, "x"));
      c.expectDisconnect(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED);
    }
  }

  @Test
  void aNewConnectionCountsAnew() {
    try (RawClient c = connected(gateway.port(), ConnectPacket.lasting(5, "c"), false)) {
      c.send(join(publish(5, 2, "a", 1, "x"), publish(5, 2, "a", 2, "x")));
      c.receive();
      c.receive();
    }
    try (RawClient c = connected(gateway.port(), ConnectPacket.lasting(5, "c"), true)) {
      c.send(join(publish(5, 2, "a", 3, "x"), publish(5, 2, "a", 4, "x")));
      c.expect(answer(0x50, 3, 0x10));
      c.expect(answer(0x50, 4, 0x10));
    }
  }

  private void publishFromElsewhere(int... qos) {
    try (RawClient publisher = connected(gateway.port(), 4, "p")) {
      for (int i = 0; i < qos.length; i++) {
        publisher.send(publish(4, qos[i], "a", i + 1, "" + i));
        if (qos[i] > 0) {
          publisher.receive();
        }
      }
    }
  }

  private static MqttLimits withReceiveMaximum(int receiveMaximum) {
    MqttLimits d = MqttLimits.DEFAULTS;
    return new MqttLimits(
        d.maxConnections(),
        d.connectTimeout(),
        d.maxPacketBytes(),
        d.maxTopicBytes(),
        d.maxClientIdBytes(),
        d.maxSubscriptions(),
        receiveMaximum,
        d.maxInFlight(),
        d.maxQueuedMessages(),
        d.maxQueuedBytes(),
        d.maxUnsentBytes(),
        d.maxCachedTopics(),
        d.topicAliasMaximum(),
        d.maxKeepAliveSeconds(),
        d.kept());
  }
}
