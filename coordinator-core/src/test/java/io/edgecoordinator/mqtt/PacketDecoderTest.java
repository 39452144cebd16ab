package io.edgecoordinator.mqtt;

import static io.edgecoordinator.mqtt.RawClient.bytes;
import static io.edgecoordinator.mqtt.RawClient.connect;
import static io.edgecoordinator.mqtt.RawClient.hex;
import static io.edgecoordinator.mqtt.RawClient.packet;
import static io.edgecoordinator.mqtt.RawClient.string;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.event.MessageProperties;
import io.edgecoordinator.event.MessageProperties.User;
import io.edgecoordinator.event.QoS;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the bytes of good packets mean; for bad ones see {@link MalformedPacketTest}. */
class PacketDecoderTest {

  private static final String ALL_MESSAGE_PROPERTIES =
      "01 01  02 0000000a  03 0001 63  08 0001 72  09 0002 0001  26 0001 6b 0001 76"
          + "  26 0001 6b 0001 77";

  private final PacketReader reader = new PacketReader();
  private final Properties properties = new Properties();
  private PacketDecoder decoder = decoder();

  @Test
  void connectOfMqtt5WithEverything() throws ProtocolViolation {
    Packet.Connect connect =
        (Packet.Connect)
            decode(
                packet(
                    0x10,
                    string("MQTT"),
                    bytes(5, 0xEE, 0, 60),
                    properties("11 ffffffff 21 0010 27 00000100 22 0009 19 01 17 00 15 0001 6d"),
                    string("client"),
                    properties("18 00000005" + ALL_MESSAGE_PROPERTIES),
                    string("will/topic"),
                    string("gone"),
                    string("user"),
                    bytes(0, 3, 1, 0, 0xFF)));

    assertThat(connect)
        .usingRecursiveComparison()
        .ignoringFields("will")
        .isEqualTo(
            new Packet.Connect(
                ProtocolVersion.MQTT_5,
                "client",
                true,
                60,
                null,
                Packet.FOR_EVER,
                16,
                256,
                9,
                false,
                "m",
                "user",
                bytes(1, 0, 0xFF)));
    Will will = connect.will();
    assertThat(will.topic()).isEqualTo("will/topic");
    assertThat(will.payload().text()).isEqualTo("gone");
    assertThat(will.qos()).isEqualTo(QoS.AT_LEAST_ONCE);
    assertThat(will.retain()).isTrue();
    assertThat(will.delaySeconds()).isEqualTo(5);
    assertThat(will.expirySeconds()).isEqualTo(10);
    assertAllMessageProperties(will.properties());
  }

  @Test
  void connectOfMqtt5WithNothing() throws ProtocolViolation {
    assertThat(decode(connect(5, "")))
        .isEqualTo(
            new Packet.Connect(
                ProtocolVersion.MQTT_5,
                "",
                true,
                0,
                null,
                0,
                0xFFFF,
                Integer.MAX_VALUE,
                0,
                true,
                null,
                null,
                null));
  }

  @Test
  void connectOfMqtt311() throws ProtocolViolation {
    Packet.Connect connect =
        (Packet.Connect)
            decode(
                packet(
                    0x10,
                    string("MQTT"),
                    bytes(4, 0xD4, 0x01, 0x02),
                    string("c"),
                    string("w"),
                    string(""),
                    string("user"),
                    string("secret")));

    assertThat(connect.version()).isEqualTo(ProtocolVersion.MQTT_3_1_1);
    assertThat(connect.cleanStart()).isFalse();
    assertThat(connect.keepAliveSeconds()).isEqualTo(258);
    assertThat(connect.will().qos()).isEqualTo(QoS.EXACTLY_ONCE);
    assertThat(connect.will().payload().size()).isZero();
    assertThat(connect.will().delaySeconds()).isZero();
    assertThat(connect.will().expirySeconds()).isEqualTo(Packet.NOT_GIVEN);
    assertThat(connect.will().properties()).isSameAs(MessageProperties.NONE);
    assertThat(connect.userName()).isEqualTo("user");
    assertThat(connect.password()).isEqualTo("secret".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aPasswordWithoutAUserNameIsAllowedInMqtt5() throws ProtocolViolation {
    Packet.Connect connect =
        (Packet.Connect)
            decode(packet(0x10, string("MQTT"), hex("05 42 0000 00 0000"), string("secret")));

    assertThat(connect.userName()).isNull();
    assertThat(connect.password()).isEqualTo("secret".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void publishWithEverything() throws ProtocolViolation {
    connectAs(5);
    Packet.Publish publish =
        (Packet.Publish)
            decode(
                packet(
                    0x3D,
                    string("a/é"),
                    bytes(0x12, 0x34),
                    properties(ALL_MESSAGE_PROPERTIES),
                    bytes(1, 2)));

    assertThat(publish.qos()).isEqualTo(QoS.EXACTLY_ONCE);
    assertThat(publish.duplicate()).isTrue();
    assertThat(publish.retain()).isTrue();
    assertThat(publish.topic()).isEqualTo("a/é");
    assertThat(publish.packetId()).isEqualTo(0x1234);
    assertThat(publish.payload()).isEqualTo(bytes(1, 2));
    assertThat(publish.expirySeconds()).isEqualTo(10);
    assertAllMessageProperties(publish.properties());
  }

  @Test
  void whatAPublishLeavesOutIsNotTakenFromTheOneBefore() throws ProtocolViolation {
    connectAs(5);
    decode(packet(0x30, string("a"), properties(ALL_MESSAGE_PROPERTIES)));
    for (String nothing : List.of("", "01 00")) {
      Packet.Publish publish =
          (Packet.Publish) decode(packet(0x30, string("a"), properties(nothing)));

      assertThat(publish.expirySeconds()).isEqualTo(Packet.NOT_GIVEN);
      assertThat(publish.properties()).isSameAs(MessageProperties.NONE);
      assertThat(publish.packetId()).isZero();
      assertThat(publish.payload()).isEmpty();
    }
  }

  @Test
  void anExpiryMayHaveAllOfItsFourBytes() throws ProtocolViolation {
    connectAs(5);
    Packet.Publish publish =
        (Packet.Publish) decode(packet(0x30, string("a"), properties("02 fffffffe")));

    assertThat(publish.expirySeconds()).isEqualTo(4_294_967_294L);
  }

  @Test
  void anAliasStandsForTheTopicItCameWithLast() throws ProtocolViolation {
    connectAs(5);
    assertThat(topicOf("first", 1)).isEqualTo("first");
    assertThat(topicOf("second", 16)).isEqualTo("second");
    assertThat(topicOf("", 1)).isEqualTo("first");
    assertThat(topicOf("", 16)).isEqualTo("second");
    assertThat(topicOf("third", 1)).isEqualTo("third");
    assertThat(topicOf("", 1)).isEqualTo("third");
    assertThat(topicOf("", 16)).isEqualTo("second");
  }

  @Test
  void anAliasBelongsToItsConnection() throws ProtocolViolation {
    connectAs(5);
    assertThat(topicOf("first", 1)).isEqualTo("first");
    connectAs(5);
    assertThat(reasonOf(packet(0x30, string(""), properties("23 0001"))))
        .isEqualTo(ReasonCode.PROTOCOL_ERROR);
  }

  @Test
  void noAliasIsTakenWhereNoneIsOffered() throws ProtocolViolation {
    MqttLimits d = MqttLimits.DEFAULTS;
    MqttLimits none =
        new MqttLimits(
            d.maxConnections(),
            d.connectTimeout(),
            d.maxPacketBytes(),
            d.maxTopicBytes(),
            d.maxClientIdBytes(),
            d.maxSubscriptions(),
            d.receiveMaximum(),
            d.maxInFlight(),
            d.maxQueuedMessages(),
            d.maxQueuedBytes(),
            d.maxUnsentBytes(),
            d.maxCachedTopics(),
            0,
            d.maxKeepAliveSeconds(),
            d.kept());
    decoder = new PacketDecoder(none, reader, properties);
    decode(connect(5, "c"));
    assertThat(reasonOf(packet(0x30, string("a"), properties("23 0001"))))
        .isEqualTo(ReasonCode.TOPIC_ALIAS_INVALID);
  }

  @ParameterizedTest
  @CsvSource({
    "40 02 0001, 'PubAck[packetId=1, reason=0]'",
    "40 03 0001 10, 'PubAck[packetId=1, reason=16]'",
    "40 04 0001 97 00, 'PubAck[packetId=1, reason=151]'",
    "50 02 ffff, 'PubRec[packetId=65535, reason=0]'",
    "50 09 0001 80 05 1f 0002 6e6f, 'PubRec[packetId=1, reason=128]'",
    "62 02 0001, 'PubRel[packetId=1, reason=0]'",
    "62 03 0001 92, 'PubRel[packetId=1, reason=146]'",
    "70 02 0001, 'PubComp[packetId=1, reason=0]'",
    "70 0b 0001 00 07 26 0001 6b 0001 76, 'PubComp[packetId=1, reason=0]'",
    "c0 00, PingReq[]",
    "e0 00, 'Disconnect[withWill=false, sessionExpirySeconds=-1]'",
    "e0 01 00, 'Disconnect[withWill=false, sessionExpirySeconds=-1]'",
    "e0 01 04, 'Disconnect[withWill=true, sessionExpirySeconds=-1]'",
    "e0 07 00 05 11 ffffffff, 'Disconnect[withWill=false, sessionExpirySeconds=4294967295]'",
    "f0 07 18 05 15 0002 6d6d, Auth[reason=24]",
    "f0 02 19 00, Auth[reason=25]",
  })
  void shortPacketsOfMqtt5(String digits, String expected) throws ProtocolViolation {
    connectAs(5);
    assertThat(decode(hex(digits))).hasToString(expected);
  }

  @Test
  void aDisconnectWithoutPropertiesDoesNotTakeThoseOfThePacketBefore() throws ProtocolViolation {
    decode(packet(0x10, string("MQTT"), hex("05 02 0000 05 11 0000000a"), string("c")));
    assertThat(decode(hex("e0 01 04"))).isEqualTo(new Packet.Disconnect(true, Packet.NOT_GIVEN));
  }

  @Test
  void subscribe() throws ProtocolViolation {
    connectAs(5);
    assertThat(
            decode(
                packet(
                    0x82,
                    hex("000a"),
                    properties("0b ffffff7f 26 0001 6b 0001 76"),
                    string("a/+"),
                    bytes(0x2E),
                    string("$share/group/b"),
                    bytes(0x11))))
        .isEqualTo(
            new Packet.Subscribe(
                10,
                268_435_455,
                List.of(
                    new Packet.Subscribe.Request("a/+", QoS.EXACTLY_ONCE, true, true, 2),
                    new Packet.Subscribe.Request(
                        "$share/group/b", QoS.AT_LEAST_ONCE, false, false, 1))));
  }

  @Test
  void unsubscribe() throws ProtocolViolation {
    connectAs(5);
    assertThat(decode(packet(0xA2, hex("000a 00"), string("a"), string("b/#"))))
        .isEqualTo(new Packet.Unsubscribe(10, List.of("a", "b/#")));
  }

  @Test
  void mqtt311HasNoProperties() throws ProtocolViolation {
    connectAs(4);
    Packet.Publish publish =
        (Packet.Publish) decode(packet(0x3A, string("a"), bytes(0, 7), bytes(0, 0)));
    assertThat(publish.payload()).isEqualTo(bytes(0, 0));
    assertThat(publish.duplicate()).isTrue();
    assertThat(decode(packet(0x82, hex("0001"), string("$share/g/a"), bytes(2))))
        .isEqualTo(
            new Packet.Subscribe(
                1,
                0,
                List.of(
                    new Packet.Subscribe.Request(
                        "$share/g/a", QoS.EXACTLY_ONCE, false, false, 0))));
    assertThat(decode(packet(0xA2, hex("0001"), string("a"))))
        .isEqualTo(new Packet.Unsubscribe(1, List.of("a")));
    assertThat(decode(hex("50 02 0001"))).isEqualTo(new Packet.PubRec(1, 0));
    assertThat(decode(hex("e0 00"))).isEqualTo(new Packet.Disconnect(false, Packet.NOT_GIVEN));
  }

  @Test
  void aPacketIsReadOnceAllOfItIsThereAndTheNextIsLeftAlone() throws ProtocolViolation {
    connectAs(5);
    byte[] first = packet(0x30, string("a"), bytes(0), new byte[200]);
    ByteBuf in = Unpooled.buffer();
    for (int i = 0; i < first.length; i++) {
      assertThat(decoder.decode(in)).isNull();
      assertThat(in.readerIndex()).isZero();
      in.writeByte(first[i]);
    }
    in.writeBytes(hex("c0 00 e0"));
    assertThat(decoder.decode(in)).isInstanceOf(Packet.Publish.class);
    assertThat(decoder.decode(in)).isEqualTo(new Packet.PingReq());
    assertThat(decoder.decode(in)).isNull();
    assertThat(in.readableBytes()).isEqualTo(1);
  }

  @Test
  void aLengthWithNeedlessBytesIsMalformedInMqtt5Only() throws ProtocolViolation {
    connectAs(4);
    assertThat(decode(hex("c0 80 00"))).isEqualTo(new Packet.PingReq());
    connectAs(5);
    assertThat(reasonOf(hex("c0 80 00"))).isEqualTo(ReasonCode.MALFORMED_PACKET);
  }

  private String topicOf(String topic, int alias) throws ProtocolViolation {
    byte[] property = bytes(3, 0x23, 0, alias);
    return ((Packet.Publish) decode(packet(0x30, string(topic), property))).topic();
  }

  private static void assertAllMessageProperties(MessageProperties message) {
    assertThat(message.utf8()).isTrue();
    assertThat(message.contentType()).isEqualTo("c");
    assertThat(message.responseTopic()).isEqualTo("r");
    assertThat(message.correlationData()).isEqualTo(bytes(0, 1));
    assertThat(message.user()).containsExactly(new User("k", "v"), new User("k", "w"));
  }

  private static byte[] properties(String digits) {
    byte[] content = hex(digits);
    return RawClient.join(bytes(content.length), content);
  }

  private void connectAs(int version) throws ProtocolViolation {
    decoder = decoder();
    decode(connect(version, "c"));
  }

  private PacketDecoder decoder() {
    return new PacketDecoder(MqttLimits.DEFAULTS, reader, properties);
  }

  private Packet decode(byte[] data) throws ProtocolViolation {
    ByteBuf in = Unpooled.wrappedBuffer(Arrays.copyOf(data, data.length + 3), 0, data.length);
    Packet packet = decoder.decode(in.slice(0, data.length));
    assertThat(packet).isNotNull();
    return packet;
  }

  private ReasonCode reasonOf(byte[] data) {
    try {
      throw new AssertionError("taken as " + decode(data));
    } catch (ProtocolViolation violation) {
      return violation.reason();
    }
  }
}
