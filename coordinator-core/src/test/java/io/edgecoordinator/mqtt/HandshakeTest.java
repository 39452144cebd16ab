package io.edgecoordinator.mqtt;

import static io.edgecoordinator.mqtt.RawClient.bytes;
import static io.edgecoordinator.mqtt.RawClient.connected;
import static io.edgecoordinator.mqtt.RawClient.hex;
import static io.edgecoordinator.mqtt.RawClient.join;
import static io.edgecoordinator.mqtt.RawClient.packet;
import static io.edgecoordinator.mqtt.RawClient.publish;
import static io.edgecoordinator.mqtt.RawClient.string;
import static io.edgecoordinator.mqtt.RawClient.subscribe;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client is told when it connects (sections 3.1 and 3.2). */
class HandshakeTest {

  private static final String OFFER = "21 0400 27 00100000 22 0010";

  private final Gateway gateway = new Gateway();

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void connAckSaysNoMoreThanItHasTo() {
    for (String asked : new String[] {"", "19 00", "19 01", "17 01"}) {
      try (RawClient c = new RawClient(gateway.port())) {
        c.send(ConnectPacket.of(5, "c").keepAlive(60).property(asked).bytes());
        c.expect(packet(0x20, bytes(0, 0, 11), hex(OFFER)));
      }
    }
    try (RawClient c = new RawClient(gateway.port())) {
      c.send(ConnectPacket.of(4, "c").bytes());
      c.expect(hex("20 02 00 00"));
    }
  }

  @Test
  void aClientIsToldTheKeepAliveThatIsNotItsOwn() {
    try (RawClient c = new RawClient(gateway.port())) {
      c.send(ConnectPacket.of(5, "c").bytes());
      c.expect(packet(0x20, bytes(0, 0, 14, 0x13, 0xFF, 0xFF), hex(OFFER)));
    }
  }

  @Test
  void aClientWithoutAnIdIsGivenOneThatNobodyHas() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      try (RawClient c = new RawClient(gateway.port())) {
        c.send(ConnectPacket.lasting(5, "").keepAlive(60).bytes());
        byte[] connAck = c.receive();
        assertThat(connAck[2]).as("session present").isZero();
        assertThat(connAck[5]).isEqualTo((byte) 0x12);
        ids.add(new String(connAck, 8, connAck[7], UTF_8));
      }
    }
    assertThat(ids).doesNotHaveDuplicates();
    connected(gateway.port(), ConnectPacket.lasting(5, ids.getFirst()), true).close();
  }

  @Test
  void aClientOfMqtt311WithoutAnIdIsWelcomeForOneConnection() {
    try (RawClient one = connected(gateway.port(), ConnectPacket.of(4, ""), false);
        RawClient other = connected(gateway.port(), ConnectPacket.of(4, ""), false)) {
      one.expectNothingBeforePing();
      other.expectNothingBeforePing();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "abcdefghijklmnopqrstuvw",
        "0123456789XYZ",
        "longer than twenty-three bytes",
        "ä/#+ 🧊"
      })
  void clientIdsOfAllKindsAreTaken(String clientId) {
    connected(gateway.port(), 4, clientId).close();
    connected(gateway.port(), 5, clientId).close();
  }

  @Test
  void aRefusedClientIsToldOfNoSessionAndNotListenedTo() {
    connected(gateway.port(), ConnectPacket.lasting(5, "c"), false).disconnect();
    try (RawClient c = new RawClient(gateway.port())) {
      byte[] connect = ConnectPacket.lasting(5, "c").property("15 0001 78").bytes();
      c.send(join(connect, publish(5, 0, "a", 0, "x"), hex("c000")));
      byte[] connAck = c.receive();
      assertThat(connAck[2]).isZero();
      assertThat(connAck[3]).isEqualTo((byte) 0x8C);
      c.expectClosed();
    }
    try (RawClient c = connected(gateway.port(), ConnectPacket.lasting(5, "c"), true)) {
      c.publishAndWait("b", "x");
    }
    assertThat(gateway.events()).extracting("topic").containsExactly("b");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 6, 132})
  void otherVersionsAreRefused(int version) {
    try (RawClient c = new RawClient(gateway.port())) {
      c.send(packet(0x10, string("MQTT"), bytes(version, 2, 0, 0), string("c")));
      c.expect(hex("20 02 00 01"));
      c.expectClosed();
    }
  }

  @Test
  void aSecondConnectEndsTheConnection() {
    try (RawClient c = connected(gateway.port(), 5, "c")) {
      c.send(ConnectPacket.of(5, "c").bytes());
      c.expectDisconnect(ReasonCode.PROTOCOL_ERROR);
    }
    try (RawClient c = connected(gateway.port(), 4, "c")) {
      c.send(ConnectPacket.of(4, "c").bytes());
      c.expectClosed();
    }
  }

  @Test
  void whatComesRightBehindConnectIsHandledAfterConnAck() {
    for (int version = 4; version <= 5; version++) {
      try (RawClient c = new RawClient(gateway.port())) {
        byte[] connect = ConnectPacket.lasting(version, "c" + version).bytes();
        c.send(
            join(
                connect,
                subscribe(version, 1, "a", 0),
                publish(version, 0, "a", 0, "x"),
                hex("c000")));
        assertThat(c.receive()[0]).isEqualTo((byte) 0x20);
        List<Byte> types = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          types.add(c.receive()[0]);
        }
        assertThat(types).containsExactlyInAnyOrder((byte) 0x90, (byte) 0x30, (byte) 0xD0);
      }
    }
  }

  @Test
  void authIsNotForThoseWhoDidNotAskForIt() {
    try (RawClient c = connected(gateway.port(), 5, "c")) {
      c.send(hex("f0 02 19 00"));
      c.expectDisconnect(ReasonCode.PROTOCOL_ERROR);
    }
  }

  @Test
  void afterDisconnectNothingComes() {
    try (RawClient c = connected(gateway.port(), 5, "c")) {
      c.subscribed(5, "a", 0);
      c.send(join(hex("e0 00"), hex("c0 00"), publish(5, 0, "a", 0, "x")));
      c.expectClosed();
    }
    assertThat(gateway.events()).isEmpty();
  }
}
