package io.edgecoordinator.mqtt;

import static io.edgecoordinator.mqtt.RawClient.bytes;
import static io.edgecoordinator.mqtt.RawClient.connect;
import static io.edgecoordinator.mqtt.RawClient.connected;
import static io.edgecoordinator.mqtt.RawClient.hex;
import static io.edgecoordinator.mqtt.RawClient.join;
import static io.edgecoordinator.mqtt.RawClient.packet;
import static io.edgecoordinator.mqtt.RawClient.publish;
import static io.edgecoordinator.mqtt.RawClient.string;
import static io.edgecoordinator.mqtt.RawClient.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Packets that break the rules: each costs its sender the connection, with the right reason. */
class MalformedPacketTest {

  private static final PacketReader READER = new PacketReader();
  private static final Properties PROPERTIES = new Properties();

  private static Gateway gateway;
  private static RawClient neighbour;

  @BeforeAll
  static void start() {
    gateway = new Gateway();
    neighbour = connected(gateway.port(), 5, "neighbour");
  }

  @AfterAll
  static void stop() {
    neighbour.close();
    gateway.close();
  }

  static Stream<Arguments> afterConnect() {
    return Stream.of(
        of("packet type 0", "00 00", ReasonCode.MALFORMED_PACKET),
        of("flags of PINGREQ", "c1 00", ReasonCode.MALFORMED_PACKET),
        of("flags of SUBSCRIBE", "80 07 0001 00 0001 61 00", ReasonCode.MALFORMED_PACKET),
        of("PINGREQ with content", "c0 01 00", ReasonCode.MALFORMED_PACKET),
        of("remaining length of 5 bytes", "30 80 80 80 80 01", ReasonCode.MALFORMED_PACKET),
        of("PUBLISH of QoS 3", "36 06 0001 61 0001 00", ReasonCode.MALFORMED_PACKET),
        of("PUBLISH of QoS 0 with DUP", "38 04 0001 61 00", ReasonCode.MALFORMED_PACKET),
        of("topic longer than the packet", "30 04 00ff 61 00", ReasonCode.MALFORMED_PACKET),
        of("topic not UTF-8", "30 05 0002 c0af 00", ReasonCode.MALFORMED_PACKET),
        of("topic with a surrogate", "30 06 0003 eda080 00", ReasonCode.MALFORMED_PACKET),
        of("topic with U+0000", "30 06 0003 610062 00", ReasonCode.MALFORMED_PACKET),
        of("properties longer than the packet", "30 04 0001 61 7f", ReasonCode.MALFORMED_PACKET),
        of(
            "property of another packet",
            "30 09 0001 61 05 1100000001",
            ReasonCode.MALFORMED_PACKET),
        of("property cut off", "30 06 0001 61 02 0200", ReasonCode.MALFORMED_PACKET),
        of("unknown property", "30 06 0001 61 02 7f00", ReasonCode.MALFORMED_PACKET),
        of("subscription options", "82 07 0001 00 0001 61 c0", ReasonCode.MALFORMED_PACKET),
        of("subscription to QoS 3", "82 07 0001 00 0001 61 03", ReasonCode.MALFORMED_PACKET),
        of("property twice", "30 08 0001 61 04 0101 0101", ReasonCode.PROTOCOL_ERROR),
        of("payload format 2", "30 06 0001 61 02 0102", ReasonCode.PROTOCOL_ERROR),
        of("no topic", "30 03 0000 00", ReasonCode.PROTOCOL_ERROR),
        of("packet id 0", "32 06 0001 61 0000 00", ReasonCode.PROTOCOL_ERROR),
        of("retain handling 3", "82 07 0001 00 0001 61 30", ReasonCode.PROTOCOL_ERROR),
        of("SUBSCRIBE without a filter", "82 03 0001 00", ReasonCode.PROTOCOL_ERROR),
        of("UNSUBSCRIBE without a filter", "a2 03 0001 00", ReasonCode.PROTOCOL_ERROR),
        of("CONNACK from a client", "20 03 00 00 00", ReasonCode.PROTOCOL_ERROR),
        of("AUTH", "f0 00", ReasonCode.PROTOCOL_ERROR),
        of("topic with +", "30 06 0003 612f2b 00", ReasonCode.TOPIC_NAME_INVALID),
        of("topic with #", "30 04 0001 23 00", ReasonCode.TOPIC_NAME_INVALID),
        of("topic alias", "30 07 0001 61 03 230001", ReasonCode.TOPIC_ALIAS_INVALID),
        of("QoS 2", "34 06 0001 61 0001 00", ReasonCode.QOS_NOT_SUPPORTED),
        of("retain", "31 04 0001 61 00", ReasonCode.RETAIN_NOT_SUPPORTED),
        of(
            "subscription identifier",
            "82 09 0001 02 0b01 0001 61 00",
            ReasonCode.SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED),
        of("more than a packet may have", "30 ff ff ff 7f", ReasonCode.PACKET_TOO_LARGE),
        Arguments.of("second CONNECT", connect(5, "x"), ReasonCode.PROTOCOL_ERROR));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("afterConnect")
  void mqtt5IsToldWhy(String what, byte[] packet, ReasonCode reason) {
    try (RawClient client = connected(gateway.port(), 5, "bad")) {
      client.send(packet);
      client.expectDisconnect(reason);
    }
    assertNeighbourIsWell();
  }

  @Test
  void mqtt311IsClosedWithoutAWord() {
    for (byte[] packet :
        List.of(
            hex("c1 00"),
            hex("34 05 0001 61 0001"),
            hex("30 03 0001 23"),
            hex("82 06 0001 0001 61 04"),
            connect(4, "x"))) {
      try (RawClient client = connected(gateway.port(), 4, "bad")) {
        client.send(packet);
        client.expectClosed();
      }
    }
    assertNeighbourIsWell();
  }

  static Stream<Arguments> connects() {
    return Stream.of(
        of("another packet first", "c0 00", null),
        of("another protocol", "47 45 54 20 2f 20", null),
        of("another protocol name", "10 0d 0004 48545450 05 02 0000 00 0000", null),
        of("reserved flag", "10 0d 0004 4d515454 05 03 0000 00 0000", ReasonCode.MALFORMED_PACKET),
        of("will of QoS 3", "10 0d 0004 4d515454 05 1e 0000 00 0000", ReasonCode.MALFORMED_PACKET),
        of(
            "will QoS, no will",
            "10 0d 0004 4d515454 05 0a 0000 00 0000",
            ReasonCode.MALFORMED_PACKET),
        of("cut off", "10 0a 0004 4d515454 05 02 0000", ReasonCode.MALFORMED_PACKET),
        of(
            "receive maximum 0",
            "10 10 0004 4d515454 05 02 0000 03 210000 0000",
            ReasonCode.PROTOCOL_ERROR),
        of(
            "maximum packet size 0",
            "10 12 0004 4d515454 05 02 0000 05 2700000000 0000",
            ReasonCode.PROTOCOL_ERROR),
        of(
            "will of QoS 2",
            "10 13 0004 4d515454 05 16 0000 00 0000 00 0001 61 0000",
            ReasonCode.QOS_NOT_SUPPORTED),
        of(
            "will to be retained",
            "10 13 0004 4d515454 05 26 0000 00 0000 00 0001 61 0000",
            ReasonCode.RETAIN_NOT_SUPPORTED),
        of(
            "will topic with a wildcard",
            "10 13 0004 4d515454 05 06 0000 00 0000 00 0001 23 0000",
            ReasonCode.TOPIC_NAME_INVALID));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("connects")
  void aBadConnectIsAnsweredInConnAckAsFarAsItIsMqtt5(
      String what, byte[] packet, ReasonCode reason) {
    try (RawClient client = new RawClient(gateway.port())) {
      client.send(packet);
      if (reason != null) {
        byte[] connAck = client.receive();
        assertThat(connAck[0]).isEqualTo((byte) 0x20);
        assertThat(connAck[3]).isEqualTo((byte) reason.code());
      }
      client.expectClosed();
    }
    assertNeighbourIsWell();
  }

  @Test
  void whatFollowsABadPacketIsNotListenedTo() {
    int before = gateway.events().size();
    try (RawClient client = connected(gateway.port(), 5, "bad")) {
      client.send(join(hex("c1 00"), publish(5, 0, "late", 0, "x")));
      client.expectDisconnect(ReasonCode.MALFORMED_PACKET);
    }
    assertNeighbourIsWell();
    assertThat(gateway.events()).hasSize(before);
  }

  @Test
  void aDeclaredLengthThatLiesIsFoundOutWithoutWaitingForMore() {
    for (byte[] packet : samples()) {
      for (int length = packet.length - 3; length >= 0; length--) {
        byte[] shorter = Arrays.copyOf(packet, 2 + length);
        shorter[1] = (byte) length;
        assertThat(decode(shorter)).as("%d of %d", length, packet.length).isNotNull();
      }
    }
  }

  @Test
  void noBytesWhateverMakeTheDecoderFailInAnotherWay() {
    Random random = new Random(42);
    List<byte[]> samples = samples();
    for (int i = 0; i < 50_000; i++) {
      byte[] packet = samples.get(random.nextInt(samples.size())).clone();
      for (int flips = random.nextInt(4); flips >= 0; flips--) {
        packet[random.nextInt(packet.length)] = (byte) random.nextInt(256);
      }
      decode(packet);
    }
  }

  private static List<byte[]> samples() {
    return List.of(
        packet(
            0x10,
            string("MQTT"),
            bytes(5, 0xC6, 0, 60),
            hex("03 21 0010"),
            string("client"),
            hex("05 18 00000001"),
            string("will"),
            string("gone"),
            string("user"),
            string("password")),
        packet(0x32, string("a/b"), hex("0001 0a 0101 03 0001 78 23 0001 00"), bytes(1, 2)),
        subscribe(5, 1, "a/+", 1),
        packet(0xA2, hex("0001 00"), string("a/+")),
        packet(0x40, hex("0001 00 04 1f 0001 78")),
        packet(0xE0, hex("04 05 11 00000001")));
  }

  /** Returns what the decoder makes of the bytes: a packet, a violation, or null for more. */
  private static Object decode(byte[] data) {
    PacketDecoder decoder = new PacketDecoder(MqttLimits.DEFAULTS, READER, PROPERTIES);
    ByteBuf hello = Unpooled.wrappedBuffer(connect(5, "c"));
    ByteBuf buffer = Unpooled.wrappedBuffer(data);
    try {
      if ((data[0] & 0xF0) != 0x10) {
        assertThat(decoder.decode(hello)).isNotNull();
      }
      return decoder.decode(buffer);
    } catch (ProtocolViolation violation) {
      return violation;
    }
  }

  private static void assertNeighbourIsWell() {
    neighbour.send(hex("c000"));
    assertThat(neighbour.receive()).isEqualTo(hex("d000"));
  }

  private static Arguments of(String what, String digits, ReasonCode reason) {
    return Arguments.of(what, hex(digits), reason);
  }
}
