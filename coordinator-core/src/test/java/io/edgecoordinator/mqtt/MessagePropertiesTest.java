package io.edgecoordinator.mqtt;

import static io.edgecoordinator.mqtt.RawClient.answer;
import static io.edgecoordinator.mqtt.RawClient.connected;
import static io.edgecoordinator.mqtt.RawClient.hex;
import static io.edgecoordinator.mqtt.RawClient.message;
import static io.edgecoordinator.mqtt.RawClient.packet;
import static io.edgecoordinator.mqtt.RawClient.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.event.Admission;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What travels with a message, and what is left out (sections 3.3.2.3 and 3.1.2.11). */
class MessagePropertiesTest {

  private static final String ALL =
      "01 01  03 000a 746578742f706c61696e  08 0003 722f31  09 0003 00ff01"
          + "26 0001 62 0001 32  26 0001 61 0001 31  26 0001 62 0000";

  private final Gateway gateway = new Gateway();
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
  void allThatThePublisherSaidReachesEverySubscriberInOrder() {
    try (RawClient live = connected(gateway.port(), 5, "live");
        RawClient away = connected(gateway.port(), ConnectPacket.lasting(5, "away"), false)) {
      live.subscribed(5, "a", 0);
      away.subscribed(5, "a", 1);
      away.disconnect();
      publisher.publishAndWait(0x33, "a", ALL, "x");
      live.expect(message(0x30, "a", 0, ALL, "x"));
    }
    try (RawClient back = connected(gateway.port(), ConnectPacket.lasting(5, "away"), true);
        RawClient later = connected(gateway.port(), 5, "later")) {
      back.expect(message(0x32, "a", 1, ALL, "x"));
      later.subscribed(5, "a", 0);
      later.expect(message(0x31, "a", 0, ALL, "x"));
    }
  }

  @Test
  void mqtt311IsTheSameMessageWithoutThem() {
    try (RawClient c = connected(gateway.port(), 4, "c")) {
      c.subscribed(4, "a", 1);
      publisher.publishAndWait(0x32, "a", ALL + "02 00000064", "x");
      c.expect(publish(4, 1, "a", 1, "x"));
    }
  }

  @Test
  void theTimeAMessageWaitedIsTakenOffItsExpiry() {
    ConnectPacket lasting = ConnectPacket.lasting(5, "c");
    try (RawClient c = connected(gateway.port(), lasting, false)) {
      c.subscribed(5, "a", 1);
      c.disconnect();
    }
    publisher.publishAndWait(0x32, "a", "02 00000064", "long");
    publisher.publishAndWait(0x32, "a", "02 0000000a", "short");
    gateway.pass(Duration.ofSeconds(40));
    try (RawClient c = connected(gateway.port(), lasting, true)) {
      byte[] packet = c.receive();
      assertThat(packet[8]).isEqualTo((byte) 2);
      assertThat(packet[12]).as("seconds left").isBetween((byte) 58, (byte) 60);
      publisher.publishAndWait("a", "next");
      c.expect(message(0x32, "a", 3, "", "next"));
    }
  }

  @Test
  void aMessageThatExpiredBehindTheWindowIsNotSent() {
    ConnectPacket one = ConnectPacket.of(5, "c").property("21 0001");
    try (RawClient c = connected(gateway.port(), one, false)) {
      c.subscribed(5, "a", 1);
      publisher.publishAndWait("a", "first");
      publisher.publishAndWait(0x32, "a", "02 0000000a", "expires");
      publisher.publishAndWait("a", "last");
      c.expect(message(0x32, "a", 1, "", "first"));
      gateway.pass(Duration.ofSeconds(11));
      c.send(answer(0x40, 1));
      c.expect(message(0x32, "a", 3, "", "last"));
    }
  }

  @Test
  void aPacketThatIsTooLongForTheClientIsNeverSent() {
    ConnectPacket small = ConnectPacket.lasting(5, "c").property("27 00000020");
    try (RawClient c = connected(gateway.port(), small, false)) {
      c.subscribed(5, "a", 2);
      for (int qos = 0; qos <= 2; qos++) {
        publisher.send(publish(5, qos, "a", 1, "x".repeat(40)));
        if (qos > 0) {
          publisher.receive();
        }
      }
      publisher.publishAndWait("a", "y");
      c.expect(publish(5, 1, "a", 3, "y"));
      c.send(answer(0x40, 3));
      assertThat(gateway.counters().droppedTooLarge()).isEqualTo(3);
    }
    connected(gateway.port(), ConnectPacket.lasting(5, "c"), true).expectNothingBeforePing();
  }

  @Test
  void reasonsInWordsAreLeftOutWhereTheyWouldBeTooLong() {
    refuseAllWith("x".repeat(100));
    ConnectPacket small = ConnectPacket.of(5, "c").property("27 00000020");
    try (RawClient c = connected(gateway.port(), small, false)) {
      c.send(publish(5, 1, "a", 1, "x"));
      c.expect(answer(0x40, 1, 0x97));
      c.send(publish(5, 2, "a", 1, "x"));
      c.expect(answer(0x50, 1, 0x97));
      c.send(hex("c1 00"));
      c.expect(hex("e0 01 81"));
    }
    try (RawClient c = new RawClient(gateway.port())) {
      c.send(ConnectPacket.of(5, "c").property("27 00000014 15 0001 78").bytes());
      c.expect(hex("20 03 00 8c 00"));
    }
  }

  @Test
  void reasonsInWordsAreForThoseWhoWantThem() {
    refuseAllWith("full");
    try (RawClient c = connected(gateway.port(), 5, "c")) {
      c.send(publish(5, 1, "a", 1, "x"));
      c.expect(hex("40 0b 0001 97 07 1f 0004 66756c6c"));
      c.send(publish(5, 2, "a", 2, "x"));
      c.expect(hex("50 0b 0002 97 07 1f 0004 66756c6c"));
    }
    try (RawClient c =
        connected(gateway.port(), ConnectPacket.of(5, "c").property("17 00"), false)) {
      c.send(publish(5, 1, "a", 1, "x"));
      c.expect(answer(0x40, 1, 0x97));
      c.send(publish(5, 2, "a", 2, "x"));
      c.expect(answer(0x50, 2, 0x97));
    }
  }

  @Test
  void topicsAndRepliesMustBeTopics() {
    for (String properties : new String[] {"08 0001 23", "08 0003 612f2b"}) {
      try (RawClient c = connected(gateway.port(), 5, "c")) {
        c.send(message(0x30, "a", 0, properties, "x"));
        c.expectDisconnect(ReasonCode.TOPIC_NAME_INVALID);
      }
    }
    for (String properties : new String[] {"08 0001 ff", "03 0002 c080", "26 0001 61 0001 ff"}) {
      try (RawClient c = connected(gateway.port(), 5, "c")) {
        c.send(message(0x30, "a", 0, properties, "x"));
        c.expectDisconnect(ReasonCode.MALFORMED_PACKET);
      }
    }
  }

  @Test
  void aClientMustNotNameSubscriptions() {
    try (RawClient c = connected(gateway.port(), 5, "c")) {
      c.send(message(0x30, "a", 0, "0b 01", "x"));
      c.expectDisconnect(ReasonCode.PROTOCOL_ERROR);
    }
  }

  private void refuseAllWith(String detail) {
    gateway.routeWith(arrival ->
        arrival
            .acknowledgement()
            .complete(new Admission.Refused(Admission.Reason.QUEUE_FULL, detail)));
  }
}
