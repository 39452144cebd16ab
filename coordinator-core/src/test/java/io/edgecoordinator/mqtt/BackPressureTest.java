package io.edgecoordinator.mqtt;

import static io.edgecoordinator.mqtt.RawClient.connected;
import static io.edgecoordinator.mqtt.RawClient.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.sqlite.StoreLimits;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who brings more than can be taken at a time has to wait, and loses nothing by it. */
class BackPressureTest {

  private static final int MESSAGES = 1_500;

  @TempDir private Path folder;

  @Test
  void publishersAreNotReadFromWhileTheDiskIsBehind() {
    StoreLimits slowToWrite =
        StoreLimits.DEFAULT.withPendingBytes(300_000).withLinger(Duration.ofMillis(500));
    try (Gateway gateway = new Gateway(MqttLimits.DEFAULTS, slowToWrite, folder)) {
      RawClient away = connected(gateway.port(), ConnectPacket.lasting(4, "away"), false);
      away.subscribed(4, "a", 1);
      away.disconnect();
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (int i = 1; i <= MESSAGES; i++) {
        all.writeBytes(publish(4, 1, "a", i, "x".repeat(200)));
      }
      try (RawClient publisher = connected(gateway.port(), 4, "publisher")) {
        publisher.send(all.toByteArray());
        for (int i = 1; i <= MESSAGES; i++) {
          publisher.expect(RawClient.answer(0x40, i));
        }
      }
      assertThat(gateway.counters().heldBack()).isPositive();
      try (RawClient back = connected(gateway.port(), ConnectPacket.lasting(4, "away"), true)) {
        for (int i = 1; i <= MESSAGES; i++) {
          back.expect(publish(4, 1, "a", i, "x".repeat(200)));
          back.send(RawClient.answer(0x40, i));
        }
      }
    }
  }

  @Test
  void manyThatConnectAtOnceAreLetInOneAfterTheOther() {
    try (Gateway gateway = new Gateway()) {
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        clients.add(new RawClient(gateway.port()));
      }
      for (int i = 0; i < clients.size(); i++) {
        clients.get(i).send(RawClient.connect(4, "c" + i));
      }
      for (RawClient client : clients) {
        client.expect(RawClient.hex("20 02 0000"));
      }
      clients.forEach(RawClient::close);
      assertThat(gateway.counters().connectionsDelayed()).isPositive();
    }
  }
}
