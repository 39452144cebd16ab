package io.edgecoordinator.mqtt;

import static io.edgecoordinator.mqtt.RawClient.answer;
import static io.edgecoordinator.mqtt.RawClient.connected;
import static io.edgecoordinator.mqtt.RawClient.join;
import static io.edgecoordinator.mqtt.RawClient.message;
import static io.edgecoordinator.mqtt.RawClient.publish;

import io.edgecoordinator.event.Arrival;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In which order, how often and with which flags messages come (sections 4.3.2, 4.4 and 4.6). */
class MessageOrderTest {

  private static final ConnectPacket LASTING = ConnectPacket.lasting(5, "c");

  private Gateway gateway = new Gateway();

  @AfterEach
  void close() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void messagesOfATopicKeepTheirOrder(int qos) {
    try (RawClient c = connected(gateway.port(), 5, "c");
        RawClient publisher = connected(gateway.port(), 4, "p")) {
      c.subscribed(5, "#", 2);
      for (int i = 1; i <= 500; i++) {
        publisher.send(publish(4, qos, "a", i, "" + i));
      }
      for (int i = 1; i <= 500; i++) {
        c.expect(publish(5, qos, "a", i, "" + i));
      }
    }
  }

  @Test
  void whatIsSentAgainKeepsItsOrderAndItsPacketIdsAndComesFirst() {
    try (RawClient c = connected(gateway.port(), LASTING, false)) {
      c.subscribed(5, "a", 2);
      publishFromElsewhere(1, 5);
      for (int i = 1; i <= 5; i++) {
        c.expect(publish(5, 1, "a", i, "" + i));
      }
      c.send(answer(0x40, 2));
      c.expectNothingBeforePing();
    }
    publishFromElsewhere(6, 7);
    try (RawClient c = connected(gateway.port(), LASTING, true)) {
      for (int i : new int[] {1, 3, 4, 5}) {
        c.expect(message(0x3A, "a", i, "", "" + i));
      }
      for (int i = 6; i <= 7; i++) {
        c.expect(publish(5, 1, "a", i, "" + i));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatMayHaveBeenSentBeforeARestartSaysSo(boolean orderly) {
    try (RawClient c = connected(gateway.port(), LASTING, false)) {
      c.subscribed(5, "a", 1);
      publishFromElsewhere(1, 1);
      c.expect(publish(5, 1, "a", 1, "1"));
      gateway = orderly ? gateway.restarted() : gateway.crashed();
    }
    publishFromElsewhere(2, 2);
    gateway = orderly ? gateway.restarted() : gateway.crashed();
    try (RawClient c = connected(gateway.port(), LASTING, true)) {
      c.expect(message(0x3A, "a", 1, "", "1"));
      c.expect(publish(5, 1, "a", 2, "2"));
    }
  }

  @Test
  void nothingIsSentAgainOnTheSameConnection() {
    try (RawClient c = connected(gateway.port(), LASTING, false)) {
      c.subscribed(5, "a", 1);
      publishFromElsewhere(1, 1);
      c.expect(publish(5, 1, "a", 1, "1"));
      gateway.pass(java.time.Duration.ofHours(1));
      c.expectNothingBeforePing();
    }
  }

  @Test
  void whatTheClientDoesNotWantIsNotSentAgain() {
    try (RawClient c = connected(gateway.port(), LASTING, false)) {
      c.subscribed(5, "a", 1);
      publishFromElsewhere(1, 1);
      c.expect(publish(5, 1, "a", 1, "1"));
      c.send(answer(0x40, 1, 0x97));
      c.expectNothingBeforePing();
    }
    connected(gateway.port(), LASTING, true).expectNothingBeforePing();
  }

  @Test
  void theDuplicateFlagOfThePublisherIsNotPassedOn() {
    try (RawClient c = connected(gateway.port(), 5, "c");
        RawClient publisher = connected(gateway.port(), 5, "p")) {
      c.subscribed(5, "a", 1);
      publisher.send(message(0x3A, "a", 1, "", "1"));
      c.expect(publish(5, 1, "a", 1, "1"));
      publisher.expect(answer(0x40, 1));
      publisher.send(message(0x3A, "a", 1, "", "1"));
      c.expect(publish(5, 1, "a", 2, "1"));
    }
  }

  @Test
  void pubRecsComeInTheOrderOfTheMessages() {
    List<Arrival> held = new CopyOnWriteArrayList<>();
    gateway.routeWith(held::add);
    try (RawClient c = connected(gateway.port(), LASTING, false)) {
      c.send(join(publish(5, 2, "a", 3, "x"), publish(5, 2, "a", 1, "x")));
      Gateway.until(() -> held.size() == 2);
      gateway.onEventLoop(() -> {
        gateway.relay(held.get(1));
        gateway.relay(held.get(0));
        return true;
      });
      c.expect(answer(0x50, 3, 0x10));
      c.expect(answer(0x50, 1, 0x10));
    }
  }

  private void publishFromElsewhere(int from, int to) {
    try (RawClient publisher = connected(gateway.port(), 5, "p")) {
      for (int i = from; i <= to; i++) {
        publisher.publishAndWait("a", "" + i);
      }
    }
  }
}
