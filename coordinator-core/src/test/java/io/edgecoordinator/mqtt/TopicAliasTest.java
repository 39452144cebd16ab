package io.edgecoordinator.mqtt;

import static io.edgecoordinator.mqtt.RawClient.connected;
import static io.edgecoordinator.mqtt.RawClient.hex;
import static io.edgecoordinator.mqtt.RawClient.message;
import static io.edgecoordinator.mqtt.RawClient.packet;
import static io.edgecoordinator.mqtt.RawClient.string;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Numbers that stand for topics, both ways (section 3.3.2.3.4). */
class TopicAliasTest {

  private static Gateway gateway;

  @BeforeAll
  static void start() {
    gateway = new Gateway();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void aClientMayGiveAliasesAndChangeThem() {
    try (RawClient c = connected(gateway.port(), 5, "c")) {
      c.subscribed(5, "a", 0).subscribed(5, "b", 0);
      c.send(message(0x30, "a", 0, "23 0001", "1"));
      c.send(message(0x30, "", 0, "23 0001", "2"));
      c.send(message(0x30, "b", 0, "23 0001", "3"));
      c.send(message(0x30, "", 0, "23 0001", "4"));
      c.send(message(0x30, "a", 0, "23 0010", "5"));
      c.expect(message(0x30, "a", 0, "", "1"));
      c.expect(message(0x30, "a", 0, "", "2"));
      c.expect(message(0x30, "b", 0, "", "3"));
      c.expect(message(0x30, "b", 0, "", "4"));
      c.expect(message(0x30, "a", 0, "", "5"));
    }
  }

  @Test
  void anAliasEndsWithItsConnection() {
    try (RawClient c = connected(gateway.port(), ConnectPacket.lasting(5, "c"), false)) {
      c.send(message(0x32, "a", 1, "23 0001", "1"));
      c.receive();
    }
    try (RawClient c = connected(gateway.port(), ConnectPacket.of(5, "c").resuming(), true)) {
      c.send(message(0x32, "", 1, "23 0001", "1"));
      c.expectDisconnect(ReasonCode.PROTOCOL_ERROR);
    }
  }

  @Test
  void noAliasButThoseOfferedIsTaken() {
    for (String alias : new String[] {"23 0000", "23 0011"}) {
      try (RawClient c = connected(gateway.port(), 5, "c")) {
        c.send(message(0x30, "a", 0, alias, "1"));
        c.expectDisconnect(ReasonCode.TOPIC_ALIAS_INVALID);
      }
    }
  }

  @Test
  void theClientIsSentNoMoreAliasesThanItTakes() {
    ConnectPacket connect = ConnectPacket.lasting(5, "two").property("22 0002");
    try (RawClient c = connected(gateway.port(), connect, false);
        RawClient publisher = connected(gateway.port(), 5, "p")) {
      c.subscribed(5, "#", 0);
      for (int round = 0; round < 2; round++) {
        for (String topic : new String[] {"a", "b", "c"}) {
          publisher.publishAndWait(topic, "x");
        }
      }
      c.expect(message(0x30, "a", 0, "23 0001", "x"));
      c.expect(message(0x30, "b", 0, "23 0002", "x"));
      c.expect(message(0x30, "c", 0, "", "x"));
      c.expect(message(0x30, "", 0, "23 0001", "x"));
      c.expect(message(0x30, "", 0, "23 0002", "x"));
      c.expect(message(0x30, "c", 0, "", "x"));
    }
    try (RawClient c = connected(gateway.port(), connect, true);
        RawClient publisher = connected(gateway.port(), 5, "p")) {
      publisher.publishAndWait("b", "x");
      c.expect(message(0x30, "b", 0, "23 0001", "x"));
      c.send(packet(0xA2, hex("0001 00"), string("#")));
      c.receive();
    }
  }

  @Test
  void aClientThatTakesNoneIsSentNone() {
    try (RawClient c = connected(gateway.port(), 5, "none");
        RawClient publisher = connected(gateway.port(), 5, "p")) {
      c.subscribed(5, "a", 0);
      publisher.publishAndWait(0x32, "a", "23 0001", "x");
      c.expect(message(0x30, "a", 0, "", "x"));
    }
  }

  @Test
  void anAliasIsNotWorthAMessageThatIsTooLong() {
    ConnectPacket connect =
        ConnectPacket.of(5, "short").property("22 0002").property("27 00000014");
    try (RawClient c = connected(gateway.port(), connect, false);
        RawClient publisher = connected(gateway.port(), 5, "p")) {
      c.subscribed(5, "a", 0);
      publisher.publishAndWait("a", "fourteen bytes".substring(0, 14));
      c.expect(message(0x30, "a", 0, "", "fourteen bytes"));
      publisher.publishAndWait("a", "x");
      c.expect(message(0x30, "a", 0, "23 0001", "x"));
    }
  }
}
