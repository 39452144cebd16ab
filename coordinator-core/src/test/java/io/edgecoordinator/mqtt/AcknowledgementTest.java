package io.edgecoordinator.mqtt;

import static io.edgecoordinator.mqtt.RawClient.bytes;
import static io.edgecoordinator.mqtt.RawClient.connected;
import static io.edgecoordinator.mqtt.RawClient.hex;
import static io.edgecoordinator.mqtt.RawClient.packet;
import static io.edgecoordinator.mqtt.RawClient.publish;
import static io.edgecoordinator.mqtt.RawClient.string;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.event.Admission;
import io.edgecoordinator.event.Arrival;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A PUBACK says what became of an event, neither sooner nor in another order. */
class AcknowledgementTest {

  private static final String DETAIL = "as the test wants";

  private final Gateway gateway = new Gateway();
  private final List<Arrival> held = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void pubAcksComeInTheOrderOfTheMessages() {
    gateway.routeWith(held::add);
    try (RawClient client = connected(gateway.port(), 4, "c")) {
      client.send(publish(4, 1, "a", 1, "x"));
      client.send(publish(4, 1, "a", 2, "x"));
      client.send(publish(4, 1, "a", 3, "x"));
      Gateway.until(() -> held.size() == 3);

      settle(2, new Admission.Accepted(1));
      settle(1, new Admission.Accepted(1));
      client.send(hex("c000"));
      assertThat(client.receive()).as("no PUBACK yet").isEqualTo(hex("d000"));
      settle(0, new Admission.Accepted(1));

      assertThat(client.receive()).isEqualTo(hex("40020001"));
      assertThat(client.receive()).isEqualTo(hex("40020002"));
      assertThat(client.receive()).isEqualTo(hex("40020003"));
    }
  }

  @Test
  void mqtt5IsToldThatNobodyListens() {
    try (RawClient client = connected(gateway.port(), 5, "c")) {
      client.send(publish(5, 1, "a", 1, "x"));
      assertThat(client.receive()).isEqualTo(hex("4003000110"));
    }
  }

  @Test
  void mqtt5IsToldThatAQueueIsFull() {
    gateway.routeWith(refusing(Admission.Reason.QUEUE_FULL));
    try (RawClient client = connected(gateway.port(), 5, "c")) {
      client.send(publish(5, 1, "a", 1, "x"));
      assertThat(client.receive()).isEqualTo(refusal(ReasonCode.QUOTA_EXCEEDED));
      assertThat(gateway.counters().messagesRefused()).isEqualTo(1);
    }
  }

  @Test
  void mqtt5IsToldOfOtherRefusals() {
    gateway.routeWith(refusing(Admission.Reason.NO_DESTINATION));
    try (RawClient client = connected(gateway.port(), 5, "c")) {
      client.send(publish(5, 1, "a", 1, "x"));
      assertThat(client.receive()).isEqualTo(refusal(ReasonCode.UNSPECIFIED_ERROR));
    }
  }

  @Test
  void mqtt311IsClosedWhenAMessageIsRefused() {
    gateway.routeWith(refusing(Admission.Reason.QUEUE_FULL));
    try (RawClient client = connected(gateway.port(), 4, "c")) {
      client.send(publish(4, 1, "a", 1, "x"));
      client.expectClosed();
    }
  }

  @Test
  void mqtt5MustNotSendMoreThanTheReceiveMaximum() {
    gateway.routeWith(held::add);
    try (RawClient client = connected(gateway.port(), 5, "c")) {
      int most = MqttLimits.DEFAULTS.receiveMaximum();
      for (int id = 1; id <= most; id++) {
        client.send(publish(5, 1, "a", id, "x"));
      }
      Gateway.until(() -> held.size() == most);
      client.send(publish(5, 1, "a", most + 1, "x"));
      client.expectDisconnect(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED);
    }
  }

  @Test
  void ofMqtt311NoMoreIsReadUntilMessagesAreSettled() {
    gateway.routeWith(held::add);
    try (RawClient client = connected(gateway.port(), 4, "c")) {
      int most = MqttLimits.DEFAULTS.receiveMaximum();
      for (int id = 1; id <= most; id++) {
        client.send(publish(4, 1, "a", id, "x"));
      }
      Gateway.until(() -> gateway.counters().readingPaused() == 1);
      client.send(hex("c000"));
      gateway.onEventLoop(() -> {
        held.forEach(arrival -> arrival.acknowledgement().complete(new Admission.Accepted(1)));
        return true;
      });
      for (int id = 1; id <= most; id++) {
        assertThat(client.receive()[0]).isEqualTo((byte) 0x40);
      }
      assertThat(client.receive()).isEqualTo(hex("d000"));
    }
  }

  private void settle(int index, Admission admission) {
    gateway.onEventLoop(() -> {
      held.get(index).acknowledgement().complete(admission);
      return true;
    });
  }

  /** Returns the PUBACK that names the reason in a code and in words. */
  private static byte[] refusal(ReasonCode reason) {
    byte[] words = string(DETAIL);
    return packet(0x40, bytes(0, 1, reason.code(), 1 + words.length, 0x1F), words);
  }

  private static Consumer<Arrival> refusing(Admission.Reason reason) {
    return arrival -> arrival.acknowledgement().complete(new Admission.Refused(reason, DETAIL));
  }
}
