package io.edgecoordinator.mqtt;

import static io.edgecoordinator.mqtt.RawClient.bytes;
import static io.edgecoordinator.mqtt.RawClient.connected;
import static io.edgecoordinator.mqtt.RawClient.hex;
import static io.edgecoordinator.mqtt.RawClient.packet;
import static io.edgecoordinator.mqtt.RawClient.publish;
import static io.edgecoordinator.mqtt.RawClient.string;
import static io.edgecoordinator.mqtt.RawClient.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one client may take, and that the others don't notice when it wants more. */
class BoundsTest {

  private static final int IN_FLIGHT = 4;
  private static final int QUEUED = 6;
  private static final int UNSENT_BYTES = 10_000;

  private final Gateway gateway =
      new Gateway(
          new MqttLimits(
              100,
              Duration.ofSeconds(10),
              100_000,
              50,
              20,
              3,
              100,
              IN_FLIGHT,
              QUEUED,
              1_000_000,
              UNSENT_BYTES,
              5,
              16,
              0xFFFF,
              new MqttLimits.Kept(100, 1_000_000, 10, 10_000)));

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void aSubscriberThatDoesNotReadLosesQos0AndNobodyElseDoes() {
    try (RawClient slow = connected(gateway.port(), 4, "slow");
        RawClient good = connected(gateway.port(), 4, "good");
        RawClient publisher = connected(gateway.port(), 4, "p")) {
      slow.send(subscribe(4, 1, "a", 0));
      slow.receive();
      good.send(subscribe(4, 1, "a", 0));
      good.receive();
      String payload = "x".repeat(50_000);
      for (int i = 0; gateway.counters().droppedSlow() == 0; i++) {
        publisher.send(publish(4, 0, "a", 0, i + payload));
        assertThat(good.receive()).isEqualTo(publish(4, 0, "a", 0, i + payload));
      }
      slow.send(hex("c000"));
      for (byte[] packet = slow.receive(); packet[0] != (byte) 0xD0; packet = slow.receive()) {
        assertThat(packet[0]).isEqualTo((byte) 0x30);
      }
      publisher.send(publish(4, 0, "a", 0, "again"));
      assertThat(slow.receive()).isEqualTo(publish(4, 0, "a", 0, "again"));
    }
  }

  @Test
  void qos1WaitsInTheQueueUntilTheClientAcknowledges() {
    try (RawClient subscriber = connected(gateway.port(), 4, "s");
        RawClient publisher = connected(gateway.port(), 4, "p")) {
      subscriber.send(subscribe(4, 1, "a", 1));
      subscriber.receive();
      int sent = IN_FLIGHT + QUEUED + 2;
      for (int i = 1; i <= sent; i++) {
        publisher.send(publish(4, 1, "a", i, "" + i));
        publisher.receive();
      }
      assertThat(gateway.listener().droppedQueueFull()).isEqualTo(2);
      for (int i = 1; i <= IN_FLIGHT; i++) {
        assertThat(subscriber.receive()).isEqualTo(publish(4, 1, "a", i, "" + i));
      }
      subscriber.send(hex("c000"));
      assertThat(subscriber.receive()).as("no more in flight").isEqualTo(hex("d000"));
      for (int i = 1; i <= QUEUED; i++) {
        subscriber.send(bytes(0x40, 2, 0, i));
        int next = IN_FLIGHT + i;
        assertThat(subscriber.receive()).isEqualTo(publish(4, 1, "a", next, "" + next));
      }
    }
  }

  @Test
  void theClientsReceiveMaximumIsKept() {
    try (RawClient subscriber = new RawClient(gateway.port());
        RawClient publisher = connected(gateway.port(), 4, "p")) {
      subscriber.send(
          packet(0x10, string("MQTT"), bytes(5, 2, 0, 0), hex("03 21 0001"), string("s")));
      subscriber.receive();
      subscriber.send(subscribe(5, 1, "a", 1));
      subscriber.receive();
      publisher.send(publish(4, 1, "a", 1, "first"));
      publisher.send(publish(4, 1, "a", 2, "second"));
      assertThat(subscriber.receive()).isEqualTo(publish(5, 1, "a", 1, "first"));
      subscriber.send(hex("c000"));
      assertThat(subscriber.receive()).isEqualTo(hex("d000"));
      subscriber.send(hex("40020001"));
      assertThat(subscriber.receive()).isEqualTo(publish(5, 1, "a", 2, "second"));
    }
  }

  @Test
  void aMessageLongerThanTheClientTakesIsLeftOut() {
    try (RawClient subscriber = new RawClient(gateway.port());
        RawClient publisher = connected(gateway.port(), 4, "p")) {
      subscriber.send(
          packet(0x10, string("MQTT"), bytes(5, 2, 0, 0), hex("05 27 00000014"), string("s")));
      subscriber.receive();
      subscriber.send(subscribe(5, 1, "a", 0));
      subscriber.receive();
      publisher.send(publish(4, 0, "a", 0, "fifteen letters"));
      publisher.send(publish(4, 0, "a", 0, "14 letters....".substring(0, 14)));
      assertThat(subscriber.receive()).isEqualTo(publish(5, 0, "a", 0, "14 letters...."));
      assertThat(gateway.counters().droppedTooLarge()).isEqualTo(1);
    }
  }

  @Test
  void noMoreSubscriptionsThanAllowed() {
    try (RawClient client = connected(gateway.port(), 5, "c")) {
      for (int i = 1; i <= 3; i++) {
        client.send(subscribe(5, i, "a/" + i, 1));
        assertThat(client.receive()).isEqualTo(bytes(0x90, 4, 0, i, 0, 1));
      }
      client.send(subscribe(5, 4, "a/4", 1));
      assertThat(client.receive()).isEqualTo(hex("90 04 0004 00 97"));
      client.send(subscribe(5, 5, "a/1", 0));
      assertThat(client.receive()).as("a change is no addition").isEqualTo(hex("900400050000"));
    }
  }

  @Test
  void invalidFiltersAreRefusedOneByOne() {
    try (RawClient client = connected(gateway.port(), 5, "c")) {
      client.send(
          packet(
              0x82,
              hex("0001 00"),
              string("ok/#"),
              bytes(2),
              string("$share//a"),
              bytes(0),
              string("a/#/b"),
              bytes(0),
              string("x".repeat(51)),
              bytes(0),
              string(""),
              bytes(0)));
      assertThat(client.receive()).isEqualTo(hex("90 08 0001 00 02 8f 8f 8f 8f"));
      assertThat(gateway.counters().subscriptionsRefused()).isEqualTo(4);
    }
    try (RawClient client = connected(gateway.port(), 4, "c")) {
      client.send(packet(0x82, hex("0001"), string("a+"), bytes(0), string("a"), bytes(2)));
      assertThat(client.receive()).isEqualTo(hex("90 04 0001 80 02"));
    }
  }

  @Test
  void unsubscribeSaysWhatThereWas() {
    try (RawClient client = connected(gateway.port(), 5, "c")) {
      client.send(subscribe(5, 1, "a", 0));
      client.receive();
      client.send(packet(0xA2, hex("0002 00"), string("a"), string("b")));
      assertThat(client.receive()).isEqualTo(hex("b0 05 0002 00 00 11"));
    }
  }

  @Test
  void aLongerClientIdThanAllowedIsRefused() {
    try (RawClient client = new RawClient(gateway.port())) {
      client.send(RawClient.connect(5, "x".repeat(21)));
      assertThat(client.receive()[3]).isEqualTo((byte) 0x85);
      client.expectClosed();
    }
  }

  @Test
  void aLongerPacketThanAllowedEndsTheConnectionAtItsHeader() {
    try (RawClient client = connected(gateway.port(), 5, "c")) {
      client.send(hex("30 a18d06"));
      client.expectDisconnect(ReasonCode.PACKET_TOO_LARGE);
    }
  }

  @Test
  void aClientThatAsksAndNeverReadsIsSentAway() {
    Thread flood;
    try (RawClient client = connected(gateway.port(), 4, "c")) {
      byte[] pings = new byte[100_000];
      for (int i = 0; i < pings.length; i += 2) {
        pings[i] = (byte) 0xC0;
      }
      flood =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  while (true) {
                    client.send(pings);
                  }
                } catch (UncheckedIOException closed) {
                  // That is what this is about.
                }
              });
      Gateway.until(() -> gateway.onEventLoop(gateway.listener()::devices).isEmpty());
    }
    assertThat(join(flood)).isTrue();
  }

  private static boolean join(Thread thread) {
    try {
      return thread.join(Duration.ofSeconds(Gateway.DEADLINE_SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
