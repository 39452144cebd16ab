package io.edgecoordinator.mqtt;

import static io.edgecoordinator.mqtt.RawClient.answer;
import static io.edgecoordinator.mqtt.RawClient.connected;
import static io.edgecoordinator.mqtt.RawClient.hex;
import static io.edgecoordinator.mqtt.RawClient.join;
import static io.edgecoordinator.mqtt.RawClient.message;
import static io.edgecoordinator.mqtt.RawClient.packet;
import static io.edgecoordinator.mqtt.RawClient.publish;
import static io.edgecoordinator.mqtt.RawClient.string;
import static io.edgecoordinator.mqtt.RawClient.subscribe;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is kept for those who subscribe later (sections 3.3.1.3 and 3.8.3.1). */
class RetainedMessagesTest {

  private static final int RETAINED = 0x33;
  private static final int SEND_IF_NEW = 0x10;
  private static final int DO_NOT_SEND = 0x20;
  private static final int AS_PUBLISHED = 0x08;

  private Gateway gateway = new Gateway();
  private RawClient publisher;

  @BeforeEach
  void connect() {
    publisher = connected(gateway.port(), 5, "publisher");
  }

  @AfterEach
  void close() {
    publisher.close();
    gateway.close();
  }

  @Test
  void aNewSubscriptionGetsTheLastMessageOfEachTopicAfterItsSubAck() {
    retain("a/1", "old");
    retain("a/1", "new");
    retain("a/2", "other");
    retain("b", "not asked for");
    try (RawClient c = connected(gateway.port(), 4, "c")) {
      c.subscribed(4, "a/+", 1);
      Set<String> topics = new HashSet<>();
      for (int id = 1; id <= 2; id++) {
        byte[] packet = c.receive();
        String topic = new String(packet, 4, packet[3], UTF_8);
        topics.add(topic);
        assertThat(packet).isEqualTo(retained(4, topic, id, topic.equals("a/1") ? "new" : "other"));
      }
      assertThat(topics).containsExactlyInAnyOrder("a/1", "a/2");
    }
  }

  @Test
  void whoIsSubscribedAlreadyGetsItAsAnOrdinaryMessage() {
    try (RawClient c = connected(gateway.port(), 5, "c")) {
      c.subscribed(5, "a", 1);
      retain("a", "x");
      c.expect(publish(5, 1, "a", 1, "x"));
    }
  }

  @Test
  void retainAsPublishedKeepsTheFlag() {
    try (RawClient c = connected(gateway.port(), 5, "c")) {
      c.subscribed(5, "a", AS_PUBLISHED);
      retain("a", "x");
      c.expect(message(0x31, "a", 0, "", "x"));
      publisher.publishAndWait("a", "y");
      c.expect(message(0x30, "a", 0, "", "y"));
    }
  }

  @Test
  void anEmptyMessageTakesItAway() {
    retain("a", "x");
    try (RawClient c = connected(gateway.port(), 5, "c")) {
      c.subscribed(5, "a", 0);
      c.expect(message(0x31, "a", 0, "", "x"));
      retain("a", "");
      c.expect(message(0x30, "a", 0, "", ""));
      assertNothingIsRetained(c, "a");
    }
    gateway = gateway.restarted();
    try (RawClient c = connected(gateway.port(), 5, "c")) {
      assertNothingIsRetained(c, "a");
    }
  }

  @Test
  void anOrdinaryMessageLeavesItAlone() {
    retain("a", "kept");
    publisher.publishAndWait("a", "ordinary");
    publisher.publishAndWait("a", "");
    try (RawClient c = connected(gateway.port(), 5, "c")) {
      c.subscribed(5, "a", 0);
      c.expect(message(0x31, "a", 0, "", "kept"));
    }
  }

  @Test
  void itsQosIsTheLesserOfBoth() {
    retain("a", "x");
    publisher.send(message(0x31, "b", 0, "", "y"));
    try (RawClient c = connected(gateway.port(), 5, "c")) {
      c.subscribed(5, "a", 2);
      c.expect(message(0x33, "a", 1, "", "x"));
      c.subscribed(5, "b", 2);
      c.expect(message(0x31, "b", 0, "", "y"));
    }
  }

  @Test
  void sentEachTimeUnlessRetainHandlingSaysOtherwise() {
    retain("a", "x");
    retain("b", "y");
    try (RawClient c = connected(gateway.port(), 5, "c")) {
      c.subscribed(5, "a", DO_NOT_SEND);
      c.subscribed(5, "a", SEND_IF_NEW);
      c.subscribed(5, "b", SEND_IF_NEW);
      c.expect(message(0x31, "b", 0, "", "y"));
      c.subscribed(5, "b", SEND_IF_NEW);
      c.subscribed(5, "a", 0);
      c.expect(message(0x31, "a", 0, "", "x"));
      c.subscribed(5, "a", 0);
      c.expect(message(0x31, "a", 0, "", "x"));
      c.expectNothingBeforePing();
    }
  }

  @Test
  void aSharedSubscriptionGetsNone() {
    retain("a", "x");
    try (RawClient c = connected(gateway.port(), 5, "c")) {
      c.subscribed(5, "$share/g/a", 0);
      publisher.publishAndWait("a", "live");
      c.expect(message(0x30, "a", 0, "", "live"));
    }
  }

  @Test
  void itCarriesTheIdentifierOfTheSubscription() {
    retain("a", "x");
    try (RawClient c = connected(gateway.port(), 5, "c")) {
      c.subscribed(5, "a", 0, "0b 8001");
      c.expect(message(0x31, "a", 0, "0b 8001", "x"));
    }
  }

  @Test
  void itExpires() {
    publisher.publishAndWait(RETAINED, "a", "02 00000064", "x");
    gateway.pass(Duration.ofSeconds(40));
    try (RawClient c = connected(gateway.port(), 5, "c")) {
      c.subscribed(5, "a", 0);
      byte[] packet = c.receive();
      assertThat(packet[0]).isEqualTo((byte) 0x31);
      assertThat(packet[10]).as("seconds left").isBetween((byte) 58, (byte) 60);
      gateway.pass(Duration.ofSeconds(61));
      assertNothingIsRetained(c, "a");
    }
  }

  @Test
  void itOutlastsTheCoordinator() {
    retain("a", "x");
    gateway = gateway.crashed();
    try (RawClient c = connected(gateway.port(), 5, "c")) {
      c.subscribed(5, "a", 0);
      c.expect(message(0x31, "a", 0, "", "x"));
    }
  }

  @Test
  void aClientFindsWhatItHasJustPublished() {
    for (int i = 0; i < 20; i++) {
      try (RawClient c = connected(gateway.port(), 4, "c")) {
        c.send(
            join(
                packet(0x31, string("own/" + i), hex("78")),
                subscribe(4, 1, "own/" + i, 0),
                hex("c000")));
        c.expect(hex("90 03 0001 00"));
        c.expect(packet(0x31, string("own/" + i), hex("78")));
        c.expect(hex("d000"));
      }
    }
  }

  @Test
  void allOfThemArriveHoweverFewTheClientTakesAtATime() {
    for (int i = 0; i < 600; i++) {
      publisher.send(message(0x35, "many/" + i, 1, "", "x"));
      publisher.receive();
      publisher.send(answer(0x62, 1));
      publisher.receive();
    }
    ConnectPacket oneAtATime = ConnectPacket.of(5, "c").property("21 0001");
    try (RawClient c = connected(gateway.port(), oneAtATime, false)) {
      c.subscribed(5, "many/#", 2);
      Set<String> topics = new HashSet<>();
      for (int i = 1; i <= 600; i++) {
        byte[] packet = c.receive();
        assertThat(packet[0]).isEqualTo((byte) 0x35);
        topics.add(new String(packet, 4, packet[3], UTF_8));
        c.send(answer(0x50, i, 0x83));
      }
      assertThat(topics).hasSize(600);
    }
  }

  @Test
  void afterUnsubscribeNoMoreAreSent() {
    for (int i = 0; i < 600; i++) {
      retain("many/" + i, "x");
    }
    ConnectPacket oneAtATime = ConnectPacket.of(5, "c").property("21 0001");
    try (RawClient c = connected(gateway.port(), oneAtATime, false)) {
      c.subscribed(5, "many/#", 1);
      int got = 1;
      c.receive();
      c.send(packet(0xA2, hex("0001 00"), string("many/#")));
      c.expect(hex("b0 04 0001 00 00"));
      c.subscribed(5, "end", DO_NOT_SEND | 1);
      publisher.publishAndWait("end", "x");
      for (boolean end = false; !end; got++) {
        c.send(answer(0x40, got));
        byte[] packet = c.receive();
        end = packet[0] == 0x32;
      }
      assertThat(got).isLessThan(600);
    }
  }

  @Test
  void theStateOfTheBrokerIsForThoseWhoAskForIt() {
    gateway.onEventLoop(() -> {
      for (int i = 0; i < 11; i++) {
        gateway.listener().tick();
      }
      return true;
    });
    try (RawClient c = connected(gateway.port(), 4, "c")) {
      c.subscribed(4, "#", 0).subscribed(4, "+/broker/version", 0).expectNothingBeforePing();
      c.subscribed(4, "$SYS/broker/version", 0);
      byte[] packet = c.receive();
      assertThat(packet[0]).isEqualTo((byte) 0x31);
      assertThat(text(packet)).contains("Edge Coordinator");
    }
  }

  @Test
  void nobodyElseMaySayHowTheBrokerIs() {
    publisher.send(message(RETAINED, "$SYS/broker/version", 7, "", "mine"));
    byte[] pubAck = publisher.receive();
    assertThat(pubAck[4]).isEqualTo((byte) 0x87);
    publisher.send(message(0x31, "$SYS/broker/version", 0, "", "mine"));
    try (RawClient c =
        connected(
            gateway.port(), ConnectPacket.of(4, "c").will(0x20, "$SYS/x", "mine", ""), false)) {
      c.subscribed(4, "$SYS/#", 0);
    }
    publisher.expectNothingBeforePing();
    assertThat(gateway.events()).isEmpty();
  }

  private void assertNothingIsRetained(RawClient client, String topic) {
    client.subscribed(5, topic, 0);
    client.expectNothingBeforePing();
  }

  private void retain(String topic, String payload) {
    publisher.publishAndWait(RETAINED, topic, "", payload);
  }

  private static byte[] retained(int version, String topic, int packetId, String payload) {
    byte[] packet = publish(version, 1, topic, packetId, payload);
    packet[0] |= 1;
    return packet;
  }

  private static String text(byte[] packet) {
    return new String(packet, ISO_8859_1);
  }
}
