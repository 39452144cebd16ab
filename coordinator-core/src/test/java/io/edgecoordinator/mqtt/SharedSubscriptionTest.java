package io.edgecoordinator.mqtt;

import static io.edgecoordinator.mqtt.RawClient.answer;
import static io.edgecoordinator.mqtt.RawClient.connected;
import static io.edgecoordinator.mqtt.RawClient.hex;
import static io.edgecoordinator.mqtt.RawClient.message;
import static io.edgecoordinator.mqtt.RawClient.packet;
import static io.edgecoordinator.mqtt.RawClient.publish;
import static io.edgecoordinator.mqtt.RawClient.string;
import static io.edgecoordinator.mqtt.RawClient.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several that share the messages of a filter (section 4.8.2). */
class SharedSubscriptionTest {

  private static final String SHARED = "$share/group/a";

  private final Gateway gateway = new Gateway();

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void eachMessageGoesToOneOfAGroupInTurn() {
    try (RawClient one = connected(gateway.port(), 5, "one").subscribed(5, SHARED, 1);
        RawClient other = connected(gateway.port(), 4, "other").subscribed(4, SHARED, 1)) {
      publish("1", "2", "3", "4");
      one.expect(RawClient.publish(5, 1, "a", 1, "1"));
      other.expect(RawClient.publish(4, 1, "a", 1, "2"));
      one.expect(RawClient.publish(5, 1, "a", 2, "3"));
      other.expect(RawClient.publish(4, 1, "a", 2, "4"));
    }
  }

  @Test
  void everyGroupAndEveryOrdinarySubscriptionGetsIt() {
    try (RawClient one = connected(gateway.port(), 5, "one").subscribed(5, SHARED, 0);
        RawClient other = connected(gateway.port(), 5, "other").subscribed(5, "$share/b/+", 0);
        RawClient third = connected(gateway.port(), 5, "third").subscribed(5, "a", 0)) {
      publish("x");
      one.expect(message(0x30, "a", 0, "", "x"));
      other.expect(message(0x30, "a", 0, "", "x"));
      third.expect(message(0x30, "a", 0, "", "x"));
    }
  }

  @Test
  void aClientMayHaveBothAndGetsBoth() {
    try (RawClient c = connected(gateway.port(), 5, "c")) {
      c.subscribed(5, SHARED, 0, "0b 01").subscribed(5, "a", 0, "0b 02");
      publish("x");
      assertThat(List.of(c.receive(), c.receive()))
          .containsExactlyInAnyOrder(
              message(0x30, "a", 0, "0b 01", "x"), message(0x30, "a", 0, "0b 02", "x"));
    }
  }

  @Test
  void theQosGrantedToEachIsKept() {
    try (RawClient one = connected(gateway.port(), 5, "one").subscribed(5, SHARED, 0);
        RawClient other = connected(gateway.port(), 5, "other").subscribed(5, SHARED, 1)) {
      publish("1", "2");
      one.expect(RawClient.publish(5, 0, "a", 0, "1"));
      other.expect(RawClient.publish(5, 1, "a", 1, "2"));
    }
  }

  @Test
  void whoIsAwayGetsNothingWhileSomebodyIsThere() {
    leave(1);
    try (RawClient there = connected(gateway.port(), 5, "there").subscribed(5, SHARED, 1)) {
      publish("1", "2");
      there.expect(RawClient.publish(5, 1, "a", 1, "1"));
      there.expect(RawClient.publish(5, 1, "a", 2, "2"));
    }
  }

  @Test
  void messagesWaitWhenAllAreAway() {
    leave(1);
    publish("1");
    try (RawClient c = connected(gateway.port(), ConnectPacket.lasting(5, "away"), true)) {
      c.expect(RawClient.publish(5, 1, "a", 1, "1"));
    }
  }

  @Test
  void whatOneHasBegunIsCompletedWithIt() {
    try (RawClient c = connected(gateway.port(), ConnectPacket.lasting(5, "c"), false)) {
      c.subscribed(5, SHARED, 2);
      try (RawClient publisher = connected(gateway.port(), 5, "p")) {
        publisher.send(RawClient.publish(5, 2, "a", 1, "x"));
        publisher.receive();
      }
      c.expect(RawClient.publish(5, 2, "a", 1, "x"));
    }
    try (RawClient other = connected(gateway.port(), 5, "other").subscribed(5, SHARED, 2);
        RawClient c = connected(gateway.port(), ConnectPacket.lasting(5, "c"), true)) {
      c.expect(message(0x3C, "a", 1, "", "x"));
      other.expectNothingBeforePing();
    }
  }

  @Test
  void whatOneHasBegunIsNotSentToAnotherWhenItsSessionEnds() {
    try (RawClient c = connected(gateway.port(), ConnectPacket.lasting(5, "c"), false)) {
      c.subscribed(5, SHARED, 1);
      publish("x");
      c.expect(RawClient.publish(5, 1, "a", 1, "x"));
      try (RawClient other = connected(gateway.port(), 5, "other").subscribed(5, SHARED, 1)) {
        connected(gateway.port(), ConnectPacket.of(5, "c"), false).disconnect();
        publish("y");
        other.expect(RawClient.publish(5, 1, "a", 1, "y"));
      }
    }
  }

  @Test
  void whatOneDoesNotWantIsNotSentToAnother() {
    try (RawClient one = connected(gateway.port(), 5, "one").subscribed(5, SHARED, 1);
        RawClient other = connected(gateway.port(), 5, "other").subscribed(5, SHARED, 1)) {
      publish("1");
      one.expect(RawClient.publish(5, 1, "a", 1, "1"));
      one.send(answer(0x40, 1, 0x83));
      one.expectNothingBeforePing();
      publish("2");
      other.expect(RawClient.publish(5, 1, "a", 1, "2"));
    }
  }

  @Test
  void itCannotBeNotLocal() {
    try (RawClient c = connected(gateway.port(), 5, "c")) {
      c.send(subscribe(5, 1, SHARED, 4));
      c.expectDisconnect(ReasonCode.PROTOCOL_ERROR);
    }
  }

  @Test
  void afterUnsubscribeTheOthersGetAll() {
    try (RawClient one = connected(gateway.port(), 5, "one").subscribed(5, SHARED, 1);
        RawClient other = connected(gateway.port(), 5, "other").subscribed(5, SHARED, 1)) {
      one.send(packet(0xA2, hex("0001 00"), string(SHARED)));
      one.expect(hex("b0 04 0001 00 00"));
      publish("1", "2");
      other.expect(RawClient.publish(5, 1, "a", 1, "1"));
      other.expect(RawClient.publish(5, 1, "a", 2, "2"));
    }
  }

  private void leave(int qos) {
    try (RawClient c = connected(gateway.port(), ConnectPacket.lasting(5, "away"), false)) {
      c.subscribed(5, SHARED, qos);
      c.disconnect();
    }
  }

  private void publish(String... payloads) {
    try (RawClient publisher = connected(gateway.port(), 5, "publisher")) {
      for (String payload : payloads) {
        publisher.publishAndWait("a", payload);
      }
    }
  }
}
