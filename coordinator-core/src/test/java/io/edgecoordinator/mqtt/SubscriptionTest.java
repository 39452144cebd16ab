package io.edgecoordinator.mqtt;

import static io.edgecoordinator.mqtt.RawClient.answer;
import static io.edgecoordinator.mqtt.RawClient.bytes;
import static io.edgecoordinator.mqtt.RawClient.connected;
import static io.edgecoordinator.mqtt.RawClient.hex;
import static io.edgecoordinator.mqtt.RawClient.message;
import static io.edgecoordinator.mqtt.RawClient.packet;
import static io.edgecoordinator.mqtt.RawClient.publish;
import static io.edgecoordinator.mqtt.RawClient.string;
import static io.edgecoordinator.mqtt.RawClient.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client subscribes to and how (sections 3.8 to 3.11 and 4.7). */
class SubscriptionTest {

  private static final int NO_LOCAL = 4;

  private static Gateway gateway;
  private RawClient publisher;
  private RawClient c;

  @BeforeAll
  static void start() {
    gateway = new Gateway();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @BeforeEach
  void connect() {
    publisher = connected(gateway.port(), 5, "publisher");
    c = connected(gateway.port(), 5, "c");
  }

  @AfterEach
  void disconnect() {
    publisher.close();
    c.close();
  }

  @ParameterizedTest
  @CsvSource({
    "a/b, a/b, true",
    "a/b, a/c, false",
    "a/b, a/b/c, false",
    "a/+, a/b, true",
    "a/+, a/, true",
    "a/+, a, false",
    "a/+, a/b/c, false",
    "+/+, /a, true",
    "/+, /a, true",
    "+, /a, false",
    "+/b/#, a/b, true",
    "a/#, a, true",
    "a/#, a/b/c, true",
    "a/#, ab, false",
    "#, a/b, true",
    "#, $a/b, false",
    "+/b, $a/b, false",
    "$a/#, $a/b, true",
    "$a/+, $a/b, true",
    "a/$b, a/$b, true",
    "a/+, a/$b, true",
    "A, a, false",
    "'a b', 'a b', true",
    "//, //, true",
    "a//b, a/b, false",
    "\u00e9, e\u0301, false",
    "\u00e9, \u00e9, true",
    "\ufeffa, a, false",
    "\ufeffa, \ufeffa, true",
  })
  void aFilterMatchesTheseTopicsAndNotThose(String filter, String topic, boolean matches) {
    c.subscribed(5, filter, 0).subscribed(5, "end of test", 0);
    publisher.publishAndWait(topic, "x");
    publisher.publishAndWait("end of test", "");
    if (matches) {
      c.expect(publish(5, 0, topic, 0, "x"));
    }
    c.expect(publish(5, 0, "end of test", 0, ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a/#/b",
        "a#",
        "a/b+",
        "+a",
        "$share/g",
        "$share//a",
        "$share/+/a",
        "$share/g/",
        "$share/g#/a"
      })
  void aFilterThatIsNoneIsRefused(String filter) {
    c.send(subscribe(5, 1, filter, 0));
    c.expect(hex("90 04 0001 00 8f"));
  }

  @Test
  void anInvalidFilterIsAFailureInMqtt311() {
    try (RawClient three = connected(gateway.port(), 4, "three")) {
      three.send(packet(0x82, hex("0001"), string("a/#/b"), bytes(0), string("a"), bytes(1)));
      three.expect(hex("90 04 0001 80 01"));
      three.send(packet(0xA2, hex("0002"), string("never"), string("a")));
      three.expect(hex("b0 02 0002"));
    }
  }

  @Test
  void subAckHasACodeForEachFilterInOrder() {
    c.send(
        packet(
            0x82,
            hex("1234 00"),
            string("x"),
            bytes(2),
            string("#x"),
            bytes(0),
            string("y"),
            bytes(1),
            string("z"),
            bytes(0)));
    c.expect(hex("90 07 1234 00 02 8f 01 00"));
  }

  @Test
  void unsubAckHasACodeForEachFilterInOrder() {
    c.subscribed(5, "a/+", 0).subscribed(5, "b", 0);
    c.send(packet(0xA2, hex("1234 00"), string("a/1"), string("a/+"), string("b"), string("b")));
    c.expect(hex("b0 07 1234 00 11 00 00 11"));
  }

  @Test
  void unsubscribeTakesThatVeryFilterAway() {
    c.subscribed(5, "a/+", 0).subscribed(5, "a/#", 1).subscribed(5, "b", 0);
    c.send(packet(0xA2, hex("0001 00"), string("a/#")));
    c.receive();
    publisher.publishAndWait("a/1", "x");
    c.expect(publish(5, 0, "a/1", 0, "x"));
  }

  @Test
  void whatWasBegunBeforeUnsubscribeIsCompleted() {
    c.subscribed(5, "a", 2);
    publisher.publishAndWait(0x32, "a", "", "one");
    publisher.send(publish(5, 2, "a", 1, "two"));
    publisher.receive();
    c.expect(publish(5, 1, "a", 1, "one"));
    c.expect(publish(5, 2, "a", 2, "two"));
    c.send(packet(0xA2, hex("0001 00"), string("a")));
    c.expect(hex("b0 04 0001 00 00"));
    c.send(answer(0x40, 1));
    c.send(answer(0x50, 2));
    c.expect(answer(0x62, 2));
    c.send(answer(0x70, 2));
    c.expectNothingBeforePing();
  }

  @Test
  void theSameFilterAgainTakesThePlaceOfTheFormer() {
    c.subscribed(5, "a", 1, "0b 01");
    c.subscribed(5, "a", 0, "0b 02");
    publisher.publishAndWait("a", "x");
    c.expect(message(0x30, "a", 0, "0b 02", "x"));
    c.subscribed(5, "a", 0);
    publisher.publishAndWait("a", "y");
    c.expect(message(0x30, "a", 0, "", "y"));
    c.expectNothingBeforePing();
  }

  @Test
  void aMessageIsSentOnceForAllSubscriptionsThatMatch() {
    c.subscribed(5, "a/#", 0, "0b 05").subscribed(5, "a/b", 1).subscribed(5, "+/b", 0, "0b ac02");
    publisher.publishAndWait("a/b", "x");
    byte[] packet = c.receive();
    assertThat(packet)
        .isIn(
            message(0x32, "a/b", 1, "0b 05 0b ac02", "x"),
            message(0x32, "a/b", 1, "0b ac02 0b 05", "x"));
    c.expectNothingBeforePing();
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0", "0, 2, 0", "1, 0, 0", "1, 2, 1", "2, 1, 1", "2, 2, 2"})
  void theQosIsTheLesserOfBoth(int published, int granted, int expected) {
    c.subscribed(5, "a", granted);
    publisher.send(publish(5, published, "a", published == 0 ? 0 : 1, "x"));
    c.expect(publish(5, expected, "a", 1, "x"));
  }

  @Test
  void noLocalIsAboutTheOwnMessagesOnly() {
    c.subscribed(5, "a", NO_LOCAL).subscribed(5, "b", 0);
    c.publishAndWait("a", "own");
    c.send(publish(5, 0, "b", 0, "own"));
    c.expect(publish(5, 0, "b", 0, "own"));
    publisher.publishAndWait("a", "other's");
    c.expect(publish(5, 0, "a", 0, "other's"));
  }

  @Test
  void aSubscriptionThatIsNotLocalHasNoPartInOwnMessages() {
    c.subscribed(5, "a", NO_LOCAL | 1, "0b 01").subscribed(5, "+", 0, "0b 02");
    c.send(publish(5, 1, "a", 1, "own"));
    c.expect(message(0x30, "a", 0, "0b 02", "own"));
    c.expect(answer(0x40, 1));
    publisher.publishAndWait("a", "x");
    assertThat(c.receive()[0]).isEqualTo((byte) 0x32);
  }

  @Test
  void changingASubscriptionLosesNothing() {
    c.subscribed(5, "a", 1);
    for (int i = 1; i <= 100; i++) {
      publisher.send(publish(5, 1, "a", i, "" + i));
      c.send(subscribe(5, i, "a", 1));
    }
    int next = 1;
    for (int i = 0; i < 200; i++) {
      byte[] packet = c.receive();
      if (packet[0] == 0x32) {
        assertThat(packet).isEqualTo(publish(5, 1, "a", next, "" + next));
        next++;
      }
    }
    assertThat(next).isEqualTo(101);
  }

  @Test
  void aMessageForNobodyIsAcknowledgedAsSuch() {
    publisher.send(publish(5, 1, "nobody", 1, "x"));
    publisher.expect(answer(0x40, 1, 0x10));
    publisher.send(publish(5, 2, "nobody", 2, "x"));
    publisher.expect(answer(0x50, 2, 0x10));
    c.subscribed(5, "nobody", 0);
    publisher.send(publish(5, 1, "nobody", 3, "x"));
    publisher.expect(answer(0x40, 3));
  }
}
