package io.edgecoordinator.mqtt;

import static io.edgecoordinator.mqtt.RawClient.answer;
import static io.edgecoordinator.mqtt.RawClient.connected;
import static io.edgecoordinator.mqtt.RawClient.hex;
import static io.edgecoordinator.mqtt.RawClient.message;
import static io.edgecoordinator.mqtt.RawClient.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.event.Admission;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exactly once, both ways, whatever happens in between (section 4.3.3). */
class QosTwoTest {

  private static final ConnectPacket LASTING = ConnectPacket.lasting(5, "c");

  private Gateway gateway = new Gateway();

  @AfterEach
  void close() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void aMessageIsPassedOnOnceHoweverOftenItIsSent(int version) {
    try (RawClient c = connected(gateway.port(), version, "c")) {
      c.subscribed(version, "a", 0);
      byte[] message = publish(version, 2, "a", 7, "x");
      c.send(message);
      c.expect(publish(version, 0, "a", 0, "x"));
      c.expect(answer(0x50, 7));
      message[0] |= 8;
      c.send(message);
      c.expect(answer(0x50, 7));
      c.send(answer(0x62, 7));
      c.expect(answer(0x70, 7));
      assertThat(gateway.events()).hasSize(1);

      c.send(message);
      c.expect(publish(version, 0, "a", 0, "x"));
      c.expect(answer(0x50, 7));
      assertThat(gateway.events()).as("a new message of the same packet id").hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"reconnect", "restart", "crash"})
  void aMessageIsStillKnownAfter(String what) {
    try (RawClient c = connected(gateway.port(), LASTING, false)) {
      c.send(publish(5, 2, "a", 7, "x"));
      c.expect(answer(0x50, 7, 0x10));
      assertThat(gateway.events()).hasSize(1);
    }
    interrupt(what);
    int before = gateway.events().size();
    try (RawClient c = connected(gateway.port(), LASTING, true)) {
      c.send(message(0x3C, "a", 7, "", "x"));
      c.expect(answer(0x50, 7));
      c.send(answer(0x62, 7));
      c.expect(answer(0x70, 7));
      assertThat(gateway.events()).hasSize(before);
    }
    interrupt(what);
    try (RawClient c = connected(gateway.port(), LASTING, true)) {
      c.send(answer(0x62, 7));
      c.expect(answer(0x70, 7, 0x92));
    }
  }

  @Test
  void aMessageThatWasRefusedIsNewWhenItComesAgain() {
    gateway.routeWith(arrival ->
        arrival
            .acknowledgement()
            .complete(new Admission.Refused(Admission.Reason.QUEUE_FULL, "full")));
    try (RawClient c = connected(gateway.port(), LASTING, false)) {
      c.send(publish(5, 2, "a", 7, "x"));
      c.expect(hex("50 0b 0007 97 07 1f 0004 66756c6c"));
      gateway.routeWith(gateway::relay);
      c.send(publish(5, 2, "a", 7, "x"));
      c.expect(answer(0x50, 7, 0x10));
      assertThat(gateway.events()).hasSize(2);
    }
  }

  @Test
  void pubRelOfAMessageNobodyKnowsIsAnswered() {
    try (RawClient five = connected(gateway.port(), 5, "five");
        RawClient three = connected(gateway.port(), 4, "three")) {
      five.send(answer(0x62, 9));
      five.expect(answer(0x70, 9, 0x92));
      three.send(answer(0x62, 9));
      three.expect(answer(0x70, 9));
    }
  }

  @Test
  void anAnswerMayHaveAReasonAndProperties() {
    try (RawClient c = connected(gateway.port(), 5, "c")) {
      c.send(publish(5, 2, "a", 7, "x"));
      c.expect(answer(0x50, 7, 0x10));
      c.send(hex("62 0b 0007 00 07 26 0001 61 0001 62"));
      c.expect(answer(0x70, 7));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void aSubscriberGoesThroughAllSteps(int version) {
    try (RawClient c = connected(gateway.port(), version, "c")) {
      c.subscribed(version, "a", 2);
      publishFromElsewhere("x");
      c.expect(publish(version, 2, "a", 1, "x"));
      c.send(answer(0x50, 1));
      c.expect(answer(0x62, 1));
      c.send(answer(0x70, 1));
      publishFromElsewhere("y");
      c.expect(publish(version, 2, "a", 2, "y"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"reconnect", "restart", "crash"})
  void whatWasNotReceivedIsSentAgainAfter(String what) {
    try (RawClient c = connected(gateway.port(), LASTING, false)) {
      c.subscribed(5, "a", 2);
      publishFromElsewhere("x");
      c.expect(publish(5, 2, "a", 1, "x"));
      interrupt(what);
    }
    try (RawClient c = connected(gateway.port(), LASTING, true)) {
      c.expect(message(0x3C, "a", 1, "", "x"));
      publishFromElsewhere("y");
      c.expect(publish(5, 2, "a", 2, "y"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"reconnect", "restart", "crash"})
  void whatWasReceivedIsReleasedAndNotSentAgainAfter(String what) {
    try (RawClient c = connected(gateway.port(), LASTING, false)) {
      c.subscribed(5, "a", 2);
      for (int id = 1; id <= 12; id++) {
        publishFromElsewhere("x");
        c.expect(publish(5, 2, "a", id, "x"));
      }
      for (int id = 1; id <= 12; id++) {
        c.send(answer(0x50, id));
        c.expect(answer(0x62, id));
      }
      interrupt(what);
    }
    try (RawClient c = connected(gateway.port(), LASTING, true)) {
      for (int id : IntStream.rangeClosed(1, 12).toArray()) {
        c.expect(answer(0x62, id));
      }
      for (int id = 1; id <= 12; id++) {
        c.send(answer(0x70, id));
      }
      c.expectNothingBeforePing();
    }
    interrupt(what);
    try (RawClient c = connected(gateway.port(), LASTING, true)) {
      c.expectNothingBeforePing();
    }
  }

  @Test
  void everyPubRecIsAnswered() {
    try (RawClient c = connected(gateway.port(), 5, "c")) {
      c.subscribed(5, "a", 2);
      publishFromElsewhere("x");
      c.expect(publish(5, 2, "a", 1, "x"));
      c.send(answer(0x50, 1));
      c.expect(answer(0x62, 1));
      c.send(answer(0x50, 1));
      c.expect(answer(0x62, 1));
      c.send(answer(0x50, 99));
      c.expect(answer(0x62, 99, 0x92));
    }
  }

  @Test
  void aMessageTheClientDoesNotWantIsNotSentAgain() {
    try (RawClient c = connected(gateway.port(), LASTING, false)) {
      c.subscribed(5, "a", 2);
      publishFromElsewhere("x");
      c.expect(publish(5, 2, "a", 1, "x"));
      c.send(answer(0x50, 1, 0x83));
      c.expectNothingBeforePing();
    }
    try (RawClient c = connected(gateway.port(), LASTING, true)) {
      publishFromElsewhere("y");
      c.expect(publish(5, 2, "a", 2, "y"));
    }
  }

  @Test
  void aMessageThatWasSentDoesNotExpire() {
    try (RawClient c = connected(gateway.port(), LASTING, false)) {
      c.subscribed(5, "a", 2);
      try (RawClient publisher = connected(gateway.port(), 5, "p")) {
        publisher.send(message(0x34, "a", 1, "02 0000000a", "x"));
        publisher.receive();
        c.expect(message(0x34, "a", 1, "02 0000000a", "x"));
      }
    }
    gateway.pass(Duration.ofSeconds(20));
    publishFromElsewhere("y");
    try (RawClient c = connected(gateway.port(), LASTING, true)) {
      c.expect(message(0x3C, "a", 1, "02 00000000", "x"));
      c.expect(publish(5, 2, "a", 2, "y"));
    }
  }

  @Test
  void theAcknowledgementIsThatOfTheQos() {
    try (RawClient c = connected(gateway.port(), 5, "c")) {
      c.subscribed(5, "a", 2);
      publishFromElsewhere("x");
      c.expect(publish(5, 2, "a", 1, "x"));
      c.send(answer(0x40, 1));
      c.expectDisconnect(ReasonCode.PROTOCOL_ERROR);
    }
  }

  private void publishFromElsewhere(String payload) {
    try (RawClient publisher = connected(gateway.port(), 5, "elsewhere")) {
      publisher.send(publish(5, 2, "a", 1, payload));
      assertThat(publisher.receive()[0]).isEqualTo((byte) 0x50);
    }
  }

  private void interrupt(String what) {
    switch (what) {
      case "restart" -> gateway = gateway.restarted();
      case "crash" -> gateway = gateway.crashed();
      default -> {}
    }
  }
}
