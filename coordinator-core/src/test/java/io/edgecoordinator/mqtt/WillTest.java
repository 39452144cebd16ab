package io.edgecoordinator.mqtt;

import static io.edgecoordinator.mqtt.RawClient.connected;
import static io.edgecoordinator.mqtt.RawClient.hex;
import static io.edgecoordinator.mqtt.RawClient.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.event.QoS;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is published for a client that goes without saying so (section 3.1.2.5). */
class WillTest {

  private static final String DELAY_OF_10_SECONDS = "18 0000000a";

  private Gateway gateway = new Gateway();

  @AfterEach
  void close() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void publishedOnceWhenTheConnectionBreaks(int version) {
    connected(gateway.port(), ConnectPacket.lasting(version, "c").will("w", "gone"), false).close();
    expectWill();
    connected(gateway.port(), ConnectPacket.lasting(version, "c"), true).close();
    assertOnlyOne();
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void notPublishedAfterDisconnect(int version) {
    connected(gateway.port(), ConnectPacket.lasting(version, "c").will("w", "gone"), false)
        .disconnect();
    connected(gateway.port(), ConnectPacket.lasting(version, "c"), true).close();
    assertNoneSoFar();
  }

  @Test
  void publishedAfterDisconnectWithWill() {
    try (RawClient c = connected(gateway.port(), ConnectPacket.of(5, "c").will("w", "x"), false)) {
      c.send(hex("e0 01 04"));
      c.expectClosed();
    }
    expectWill();
  }

  @Test
  void publishedWhenTheClientBreaksTheRules() {
    try (RawClient c = connected(gateway.port(), ConnectPacket.of(5, "c").will("w", "x"), false)) {
      c.send(hex("c1 00"));
      c.expectDisconnect(ReasonCode.MALFORMED_PACKET);
    }
    expectWill();
  }

  @Test
  void carriesAllItWasGiven() {
    String properties =
        "01 01  02 00000064  03 0001 74  08 0001 72  09 0002 0102"
            + "26 0001 61 0001 31  26 0001 61 0001 32";
    try (RawClient c = connected(gateway.port(), 5, "subscriber")) {
      c.subscribed(5, "w", 2);
      connected(
              gateway.port(),
              ConnectPacket.of(5, "c").will(0x10, "w", "gone", "18 00000000" + properties),
              false)
          .close();
      c.expect(
          message(
              0x34,
              "w",
              1,
              "02 00000064  01 01  03 0001 74  08 0001 72  09 0002 0102"
                  + "26 0001 61 0001 31  26 0001 61 0001 32",
              "gone"));
    }
    assertThat(gateway.events().getFirst().qos()).isEqualTo(QoS.EXACTLY_ONCE);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void retainedIfItSaysSo(boolean retain) {
    connected(gateway.port(), ConnectPacket.of(4, "c").will(retain ? 0x20 : 0, "w", "x", ""), false)
        .close();
    expectWill();
    try (RawClient c = connected(gateway.port(), 5, "later")) {
      c.subscribed(5, "w", 0);
      if (retain) {
        c.expect(message(0x31, "w", 0, "", "x"));
      }
      c.expectNothingBeforePing();
    }
  }

  @Test
  void waitsForItsDelay() {
    leave(delayed().expiry(100));
    gateway.pass(Duration.ofSeconds(9));
    assertNoneSoFar();
    gateway.pass(Duration.ofSeconds(2));
    expectWill();
    gateway.pass(Duration.ofSeconds(100));
    assertOnlyOne();
  }

  @Test
  void notPublishedIfTheClientIsBackInTime() {
    leave(delayed().expiry(100));
    gateway.pass(Duration.ofSeconds(9));
    connected(gateway.port(), ConnectPacket.lasting(5, "c"), true).disconnect();
    gateway.pass(Duration.ofSeconds(20));
    assertNoneSoFar();
  }

  @Test
  void doesNotWaitLongerThanTheSession() {
    leave(delayed().expiry(5));
    gateway.pass(Duration.ofSeconds(4));
    assertNoneSoFar();
    gateway.pass(Duration.ofSeconds(2));
    expectWill();
  }

  @Test
  void doesNotWaitIfTheSessionEndsWithTheConnection() {
    leave(delayed());
    expectWill();
  }

  @Test
  void publishedWhenACleanStartEndsTheSession() {
    leave(delayed().expiry(100));
    connected(gateway.port(), ConnectPacket.of(5, "c"), false).disconnect();
    expectWill();
  }

  @Test
  void publishedWhenAnotherConnectionTakesOver() {
    try (RawClient first =
        connected(gateway.port(), ConnectPacket.lasting(5, "c").will("w", "x"), false)) {
      try (RawClient next = connected(gateway.port(), ConnectPacket.lasting(5, "c"), true)) {
        first.expectDisconnect(ReasonCode.SESSION_TAKEN_OVER);
        expectWill();
        next.disconnect();
      }
    }
    assertOnlyOne();
  }

  @Test
  void notPublishedWhenAnotherConnectionTakesOverWithinItsDelay() {
    try (RawClient first = connected(gateway.port(), delayed().expiry(100), false)) {
      try (RawClient next = connected(gateway.port(), ConnectPacket.lasting(5, "c"), true)) {
        first.expectDisconnect(ReasonCode.SESSION_TAKEN_OVER);
        next.disconnect();
      }
    }
    gateway.pass(Duration.ofSeconds(20));
    assertNoneSoFar();
  }

  @Test
  void publishedAfterTheCoordinatorCrashed() {
    try (RawClient _ = connected(gateway.port(), delayed().expiry(100), false)) {
      gateway = gateway.crashed();
    }
    gateway.pass(Duration.ofSeconds(20));
    expectWill();
    gateway = gateway.crashed();
    gateway.pass(Duration.ofSeconds(20));
    assertNoneSoFar();
  }

  private static ConnectPacket delayed() {
    return ConnectPacket.of(5, "c").will(0, "w", "gone", DELAY_OF_10_SECONDS);
  }

  private void leave(ConnectPacket connect) {
    connected(gateway.port(), connect, false).close();
    Gateway.until(() ->
        gateway.onEventLoop(gateway.listener()::devices).stream()
            .noneMatch(MqttDevice::isConnected));
  }

  private void expectWill() {
    Gateway.until(() -> wills() > 0);
    assertThat(wills()).isEqualTo(1);
  }

  private void assertOnlyOne() {
    publishMarker();
    assertThat(wills()).isEqualTo(1);
  }

  private void assertNoneSoFar() {
    publishMarker();
    assertThat(wills()).isZero();
  }

  private long wills() {
    return gateway.events().stream().filter(event -> event.topic().equals("w")).count();
  }

  /** What was to be published before this has been. */
  private void publishMarker() {
    try (RawClient publisher = connected(gateway.port(), 5, "publisher")) {
      publisher.publishAndWait("marker", "x");
    }
  }
}
