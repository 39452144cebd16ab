package io.edgecoordinator.mqtt;

import static io.edgecoordinator.mqtt.RawClient.answer;
import static io.edgecoordinator.mqtt.RawClient.connected;
import static io.edgecoordinator.mqtt.RawClient.hex;
import static io.edgecoordinator.mqtt.RawClient.message;
import static io.edgecoordinator.mqtt.RawClient.publish;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is known of a client when it comes back (sections 3.1.2.4, 3.1.2.11 and 4.1). */
class SessionStateTest {

  private Gateway gateway = new Gateway();

  @AfterEach
  void close() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void subscriptionsAndMessagesAreThereWhenTheClientComesBack(int version) {
    subscribeAndLeave(ConnectPacket.lasting(version, "c"), version);
    publishFromElsewhere("while away");
    try (RawClient c = connected(gateway.port(), ConnectPacket.lasting(version, "c"), true)) {
      c.expect(publish(version, 1, "a", 1, "while away"));
      c.send(answer(0x40, 1));
      publishFromElsewhere("later");
      c.expect(publish(version, 1, "a", 2, "later"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void aCleanStartDiscardsTheSession(int version) {
    subscribeAndLeave(ConnectPacket.lasting(version, "c"), version);
    publishFromElsewhere("while away");
    try (RawClient c = connected(gateway.port(), ConnectPacket.of(version, "c"), false)) {
      publishFromElsewhere("not subscribed");
      c.expectNothingBeforePing();
    }
    connected(gateway.port(), ConnectPacket.lasting(version, "c"), false).close();
  }

  @Test
  void aCleanStartBeginsASessionThatIsKept() {
    subscribeAndLeave(ConnectPacket.lasting(5, "c"), 5);
    publishFromElsewhere("discarded");
    subscribeAndLeave(ConnectPacket.of(5, "c").expiry(60), 5);
    publishFromElsewhere("kept");
    gateway = gateway.restarted();
    try (RawClient c = connected(gateway.port(), ConnectPacket.lasting(5, "c"), true)) {
      c.expect(publish(5, 1, "a", 1, "kept"));
    }
  }

  @Test
  void aSessionWithoutExpiryEndsWithItsConnection() {
    try (RawClient c = connected(gateway.port(), ConnectPacket.of(5, "c").resuming(), false)) {
      c.subscribed(5, "a", 1);
      c.disconnect();
    }
    connected(gateway.port(), ConnectPacket.of(5, "c").resuming(), false).close();
  }

  @Test
  void aCleanSessionOfMqtt311EndsWithItsConnection() {
    connected(gateway.port(), ConnectPacket.of(4, "c"), false).disconnect();
    connected(gateway.port(), ConnectPacket.lasting(4, "c"), false).disconnect();
  }

  @Test
  void aSessionLastsAsLongAsItsExpirySays() {
    subscribeAndLeave(ConnectPacket.of(5, "c").expiry(10), 5);
    gateway.pass(Duration.ofSeconds(9));
    connected(gateway.port(), ConnectPacket.of(5, "c").resuming().expiry(10), true).disconnect();
    gateway.pass(Duration.ofSeconds(9));
    assertThat(gateway.counters().sessionsExpired()).isZero();
    gateway.pass(Duration.ofSeconds(2));
    assertThat(gateway.counters().sessionsExpired()).isEqualTo(1);
    connected(gateway.port(), ConnectPacket.of(5, "c").resuming(), false).close();
  }

  @Test
  void aSessionDoesNotExpireWhileItsClientIsConnected() {
    try (RawClient c = connected(gateway.port(), ConnectPacket.of(5, "c").expiry(1), false)) {
      c.subscribed(5, "a", 1);
      gateway.pass(Duration.ofSeconds(100));
      publishFromElsewhere("still here");
      c.expect(publish(5, 1, "a", 1, "still here"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void aSessionForEverDoesNotExpire(int version) {
    ConnectPacket connect = ConnectPacket.of(version, "c").resuming();
    subscribeAndLeave(version == 5 ? connect.expiry(0xFFFF_FFFFL) : connect, version);
    gateway.pass(Duration.ofDays(50_000));
    connected(gateway.port(), ConnectPacket.lasting(version, "c"), true).close();
  }

  @Test
  void disconnectMayChangeTheExpiry() {
    try (RawClient c = connected(gateway.port(), ConnectPacket.of(5, "c").expiry(10), false)) {
      c.send(hex("e0 07 00 05 11 00000064"));
      c.expectClosed();
    }
    gateway.pass(Duration.ofSeconds(99));
    try (RawClient c = connected(gateway.port(), ConnectPacket.lasting(5, "c"), true)) {
      c.send(hex("e0 07 00 05 11 00000000"));
      c.expectClosed();
    }
    connected(gateway.port(), ConnectPacket.lasting(5, "c"), false).close();
  }

  @Test
  void disconnectCannotMakeASessionLastThatWasToEnd() {
    try (RawClient c = connected(gateway.port(), 5, "c")) {
      c.send(hex("e0 07 00 05 11 00000064"));
      c.expectDisconnect(ReasonCode.PROTOCOL_ERROR);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void sessionsOutlastTheCoordinator(boolean orderly) {
    subscribeAndLeave(ConnectPacket.lasting(5, "c"), 5);
    publishFromElsewhere("before");
    gateway = orderly ? gateway.restarted() : gateway.crashed();
    publishFromElsewhere("after");
    try (RawClient c = connected(gateway.port(), ConnectPacket.lasting(5, "c"), true)) {
      c.expect(publish(5, 1, "a", 1, "before"));
      c.expect(publish(5, 1, "a", 2, "after"));
    }
  }

  @Test
  void theTimeOfASessionGoesOnWhileTheCoordinatorIsAway() {
    subscribeAndLeave(ConnectPacket.of(5, "c").expiry(100), 5);
    gateway.pass(Duration.ofSeconds(60));
    gateway = gateway.crashed();
    gateway.pass(Duration.ofSeconds(60));
    connected(gateway.port(), ConnectPacket.lasting(5, "c"), false).close();
  }

  @Test
  void aSessionThatWasToEndWithItsConnectionIsNotThereAfterACrash() {
    subscribeAndLeave(ConnectPacket.lasting(5, "c"), 5);
    try (RawClient _ = connected(gateway.port(), ConnectPacket.of(5, "c").resuming(), true)) {
      gateway = gateway.crashed();
    }
    connected(gateway.port(), ConnectPacket.lasting(5, "c"), false).close();
  }

  @Test
  void aConnectionThatTakesOverGetsWhatWasNotAcknowledged() {
    try (RawClient first = connected(gateway.port(), ConnectPacket.lasting(5, "c"), false)) {
      first.subscribed(5, "a", 1);
      publishFromElsewhere("x");
      first.expect(publish(5, 1, "a", 1, "x"));
      try (RawClient next = connected(gateway.port(), ConnectPacket.lasting(5, "c"), true)) {
        first.expectDisconnect(ReasonCode.SESSION_TAKEN_OVER);
        next.expect(message(0x3A, "a", 1, "", "x"));
      }
    }
  }

  @Test
  void nothingIsSentBeforeConnAck() throws InterruptedException {
    try (RawClient c = connected(gateway.port(), ConnectPacket.lasting(5, "c"), false)) {
      c.subscribed(5, "a", 0).subscribed(5, "b", 1);
    }
    Thread flood =
        Thread.ofVirtual()
            .start(() -> {
              try (RawClient publisher = connected(gateway.port(), 4, "p")) {
                for (int i = 0; !Thread.interrupted(); i++) {
                  publisher.send(publish(4, 0, "a", 0, "x"));
                  publisher.send(publish(4, 1, "b", 1 + i % 1_000, "x"));
                  publisher.receive();
                }
              }
            });
    for (int i = 0; i < 50; i++) {
      connected(gateway.port(), ConnectPacket.lasting(5, "c"), true).close();
    }
    flood.interrupt();
    assertThat(flood.join(Duration.ofSeconds(Gateway.DEADLINE_SECONDS))).isTrue();
  }

  private void subscribeAndLeave(ConnectPacket connect, int version) {
    RawClient c = new RawClient(gateway.port());
    c.send(connect.bytes());
    c.receive();
    c.subscribed(version, "a", 1);
    c.disconnect();
  }

  private void publishFromElsewhere(String payload) {
    try (RawClient publisher = connected(gateway.port(), 5, "elsewhere")) {
      publisher.publishAndWait("a", payload);
    }
  }
}
