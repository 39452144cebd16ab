package io.edgecoordinator.mqtt;

import static io.edgecoordinator.mqtt.RawClient.bytes;
import static io.edgecoordinator.mqtt.RawClient.packet;
import static io.edgecoordinator.mqtt.RawClient.publish;
import static io.edgecoordinator.mqtt.RawClient.string;
import static io.edgecoordinator.mqtt.RawClient.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.sqlite.StoreLimits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** There is no room for what would have to be kept. */
@Timeout(60)
class DiskFullTest {

  private static final StoreLimits SMALL = StoreLimits.DEFAULT.withDatabaseBytes(400_000);
  private static final int QUOTA_EXCEEDED = 0x97;
  private static final String FILLER = "x".repeat(1_000);

  @TempDir private Path folder;
  private Gateway gateway;

  private void start() {
    gateway = new Gateway(MqttLimits.DEFAULTS, SMALL, folder);
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void whatWasAcknowledgedStaysAndTheRestIsRefusedUntilThereIsRoom() {
    start();
    try (RawClient device = lasting("device")) {
      device.send(subscribe(4, 1, "kept/#", 1));
      device.receive();
    }
    int kept;
    try (RawClient five = RawClient.connected(gateway.port(), 5, "five")) {
      kept = fill(five);
      assertThat(kept).isGreaterThan(100);
    }
    mqtt3IsDisconnectedAndTheOthersDontNotice();

    gateway.close();
    start();
    try (RawClient five = RawClient.connected(gateway.port(), 5, "five")) {
      five.send(publish(5, 1, "kept/a", 1, kept + " " + FILLER + FILLER));
      assertThat(reason(five.receive())).as("after a restart").isEqualTo(QUOTA_EXCEEDED);

      try (RawClient device = lasting("device")) {
        assertThat(take(device, kept)).isEqualTo(numbers(0, kept));
        publishUntilAccepted(five, kept);
        assertThat(take(device, 1)).isEqualTo(numbers(kept, kept + 1));
      }
    }
  }

  /** Publishes one after the other until one is refused; returns how many were not. */
  private static int fill(RawClient publisher) {
    for (int number = 0; ; number++) {
      publisher.send(publish(5, 1, "kept/a", 1, number + " " + FILLER));
      byte[] answer = publisher.receive();
      if (reason(answer) != 0) {
        assertThat(reason(answer)).isEqualTo(QUOTA_EXCEEDED);
        assertThat(new String(answer, StandardCharsets.UTF_8)).containsIgnoringCase("full");
        return number;
      }
    }
  }

  private void mqtt3IsDisconnectedAndTheOthersDontNotice() {
    try (RawClient other = RawClient.connected(gateway.port(), 4, "other");
        RawClient four = RawClient.connected(gateway.port(), 4, "four")) {
      other.send(subscribe(4, 1, "passing/#", 1));
      other.receive();
      four.send(publish(4, 1, "kept/a", 1, FILLER + FILLER));
      four.expectClosed();

      other.send(publish(4, 0, "passing/a", 0, "0"));
      assertThat(other.receive()).isEqualTo(publish(4, 0, "passing/a", 0, "0"));
      other.send(publish(4, 1, "passing/a", 7, "1"));
      List<Integer> types = List.of(other.receive()[0] & 0xF0, other.receive()[0] & 0xF0);
      assertThat(types).containsExactlyInAnyOrder(0x30, 0x40);
    }
  }

  /** It is found out every second whether there is room again. */
  private static void publishUntilAccepted(RawClient publisher, int number) {
    byte[] answer;
    do {
      publisher.send(publish(5, 1, "kept/a", 1, number + " " + FILLER));
      answer = publisher.receive();
    } while (reason(answer) == QUOTA_EXCEEDED);
    assertThat(reason(answer)).isZero();
  }

  /** Receives and acknowledges messages of QoS 1, and returns their numbers. */
  private static List<Integer> take(RawClient device, int count) {
    List<Integer> numbers = new ArrayList<>();
    while (numbers.size() < count) {
      byte[] packet = device.receive();
      assertThat(packet[0] & 0xF6).isEqualTo(0x32);
      int topic = packet.length > 129 ? 3 : 2;
      int at = topic + 2 + packet[topic + 1];
      String payload = new String(packet, at + 2, packet.length - at - 2, StandardCharsets.UTF_8);
      numbers.add(Integer.parseInt(payload, 0, payload.indexOf(' '), 10));
      device.send(packet(0x40, bytes(packet[at], packet[at + 1])));
    }
    return numbers;
  }

  private static List<Integer> numbers(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  /** Returns the reason in a PUBACK. */
  private static int reason(byte[] pubAck) {
    assertThat(pubAck[0]).isEqualTo((byte) 0x40);
    return pubAck[1] == 2 ? 0 : pubAck[4] & 0xFF;
  }

  /** Connects with a session that outlasts the connection. */
  private RawClient lasting(String clientId) {
    RawClient client = new RawClient(gateway.port());
    client.send(packet(0x10, string("MQTT"), bytes(4, 0, 0, 0), string(clientId)));
    assertThat(client.receive()[0]).isEqualTo((byte) 0x20);
    return client;
  }
}
