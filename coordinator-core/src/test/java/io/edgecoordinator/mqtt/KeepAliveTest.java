package io.edgecoordinator.mqtt;

import static io.edgecoordinator.mqtt.RawClient.connected;
import static io.edgecoordinator.mqtt.RawClient.publish;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a client may be silent (section 3.1.2.10). */
class KeepAliveTest {

  private static final int SECONDS = 200;

  private final Gateway gateway = new Gateway();

  @AfterEach
  void close() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void aClientIsSentAwayAfterOneAndAHalfTimesItsKeepAlive(int version) {
    ConnectPacket connect = ConnectPacket.of(version, "c").keepAlive(SECONDS).will("w", "gone");
    try (RawClient c = connected(gateway.port(), connect, false)) {
      pass(SECONDS * 3 / 2 - 50);
      c.expectNothingBeforePing();
      pass(SECONDS * 3 / 2 - 50);
      c.send(publish(version, 0, "a", 0, "any packet will do"));
      c.subscribed(version, "b", 0);
      pass(SECONDS * 3 / 2 - 50);
      c.expectNothingBeforePing();
      assertThat(gateway.counters().keepAliveTimeouts()).isZero();
      pass(SECONDS * 3 / 2 + 1);
      if (version == 5) {
        c.expectDisconnect(ReasonCode.KEEP_ALIVE_TIMEOUT);
      } else {
        c.expectClosed();
      }
    }
    Gateway.until(() -> gateway.events().size() == 2);
    assertThat(gateway.events().getLast().topic()).isEqualTo("w");
  }

  @Test
  void withoutAKeepAliveAClientMayBeSilentForEver() {
    try (RawClient c = connected(gateway.port(), 4, "c")) {
      pass(200_000);
      c.expectNothingBeforePing();
    }
  }

  private void pass(int seconds) {
    gateway.onEventLoop(() -> {
      for (int i = 0; i < seconds; i++) {
        gateway.listener().tick();
      }
      return true;
    });
  }
}
