package io.edgecoordinator.mqtt;

import static io.edgecoordinator.mqtt.RawClient.bytes;
import static io.edgecoordinator.mqtt.RawClient.hex;
import static io.edgecoordinator.mqtt.RawClient.packet;
import static io.edgecoordinator.mqtt.RawClient.publish;
import static io.edgecoordinator.mqtt.RawClient.string;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.event.MessageProperties;
import io.edgecoordinator.event.MessageProperties.User;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Packets for clients, byte by byte. */
class PacketWriterTest {

  private static final PacketWriter FIVE = PacketWriter.MQTT_5;
  private static final PacketWriter THREE = PacketWriter.MQTT_3_1_1;

  private static final MessageProperties ALL =
      new MessageProperties(
          true, "c", "r", bytes(0, 1), List.of(new User("k", "v"), new User("k", "é")));

  private static final byte[] ALL_ENCODED =
      hex("01 01 03 0001 63 08 0001 72 09 0002 0001 26 0001 6b 0001 76 26 0001 6b 0002 c3a9");

  @Test
  void aPlainPublishIsTheSameWhicheverWayItIsWritten() {
    Content content = Content.of("a/b", Payload.of("x"), MessageProperties.NONE);
    for (QoS qos : QoS.values()) {
      int id = qos == QoS.AT_MOST_ONCE ? 0 : 0x1234;
      for (PacketWriter writer : PacketWriter.values()) {
        byte[] expected = publish(writer == FIVE ? 5 : 4, qos.level(), "a/b", id, "x");
        assertThat(
                written(
                    out -> writer.publish(out, content.topic(), content.payload(), qos, false, id)))
            .isEqualTo(expected);
        PublishFrame plain = frame(content, qos, id, Packet.NOT_GIVEN);
        assertThat(written(out -> writer.publish(out, plain, 0, false))).isEqualTo(expected);
        assertThat(writer.publishSize(3, 1, qos)).isEqualTo(expected.length);
        assertThat(writer.publishSize(plain, 0, false)).isEqualTo(expected.length);
      }
    }
  }

  @Test
  void flags() {
    Content content = Content.of("a", Payload.EMPTY, MessageProperties.NONE);
    PublishFrame again =
        new PublishFrame(
            content, QoS.EXACTLY_ONCE, true, true, 1, Packet.NOT_GIVEN, PublishFrame.NO_IDS);
    assertThat(written(out -> FIVE.publish(out, again, 0, false)))
        .isEqualTo(hex("3d 06 0001 61 0001 00"));
    assertThat(written(out -> THREE.publish(out, bytes('a'), bytes(), QoS.AT_MOST_ONCE, true, 0)))
        .isEqualTo(hex("31 03 0001 61"));
  }

  @Test
  void everyPropertyOfAMessage() {
    PublishFrame frame =
        new PublishFrame(
            Content.of("a", Payload.of("x"), ALL),
            QoS.AT_LEAST_ONCE,
            false,
            false,
            7,
            4_294_967_294L,
            new int[] {1, 268_435_455});
    byte[] expected =
        packet(
            0x32,
            string("a"),
            hex("0007"),
            bytes(5 + 2 + 5 + ALL_ENCODED.length),
            hex("02 fffffffe 0b 01 0b ffffff7f"),
            ALL_ENCODED,
            bytes('x'));
    assertThat(written(out -> FIVE.publish(out, frame, 0, false))).isEqualTo(expected);
    assertThat(FIVE.publishSize(frame, 0, false)).isEqualTo(expected.length);
    assertThat(written(out -> THREE.publish(out, frame, 3, true)))
        .as("MQTT 3.1.1 has none of it")
        .isEqualTo(publish(4, 1, "a", 7, "x"));
    assertThat(THREE.publishSize(frame, 3, true)).isEqualTo(publish(4, 1, "a", 7, "x").length);
  }

  @Test
  void anAliasIsGivenWithTheTopicAndThenStandsForIt() {
    PublishFrame frame =
        frame(Content.of("a/b", Payload.of("x"), MessageProperties.NONE), QoS.AT_MOST_ONCE, 0, 0);
    byte[] first = hex("30 0f 0003 612f62 08 02 00000000 23 0010 78");
    byte[] then = hex("30 0c 0000 08 02 00000000 23 0010 78");
    assertThat(written(out -> FIVE.publish(out, frame, 16, false))).isEqualTo(first);
    assertThat(written(out -> FIVE.publish(out, frame, 16, true))).isEqualTo(then);
    assertThat(FIVE.publishSize(frame, 16, false)).isEqualTo(first.length);
    assertThat(FIVE.publishSize(frame, 16, true)).isEqualTo(then.length);
  }

  @Test
  void longPacketsAndLongPropertiesHaveLongLengths() {
    for (int size : List.of(0, 100, 127, 128, 16_383, 16_384, 65_535)) {
      String text = "x".repeat(size);
      Content content =
          Content.of(
              "a", Payload.of(text), new MessageProperties(false, text, null, null, List.of()));
      PublishFrame frame = frame(content, QoS.AT_MOST_ONCE, 0, Packet.NOT_GIVEN);
      byte[] packet = written(out -> FIVE.publish(out, frame, 0, false));
      assertThat(FIVE.publishSize(frame, 0, false)).isEqualTo(packet.length);
      Packet.Publish read = (Packet.Publish) decode(packet);
      assertThat(read.properties().contentType()).hasSize(size);
      assertThat(read.payload()).hasSize(size);
    }
  }

  @Test
  void whatIsWrittenIsWhatWasRead() {
    PublishFrame frame =
        new PublishFrame(
            Content.of("a/é", Payload.of("x"), ALL),
            QoS.AT_LEAST_ONCE,
            true,
            true,
            7,
            10,
            PublishFrame.NO_IDS);
    Packet.Publish read =
        (Packet.Publish) decode(written(out -> FIVE.publish(out, frame, 0, false)));
    assertThat(read)
        .usingRecursiveComparison()
        .isEqualTo(
            new Packet.Publish(QoS.AT_LEAST_ONCE, true, true, "a/é", 7, bytes('x'), 10, ALL));
  }

  @Test
  void acknowledgements() {
    assertThat(written(out -> FIVE.pubAck(out, 0x1234, ReasonCode.SUCCESS, null)))
        .isEqualTo(hex("40 02 1234"));
    assertThat(written(out -> FIVE.pubRec(out, 1, ReasonCode.NO_MATCHING_SUBSCRIBERS, null)))
        .isEqualTo(hex("50 03 0001 10"));
    assertThat(written(out -> FIVE.pubRel(out, 1, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND, null)))
        .isEqualTo(hex("62 03 0001 92"));
    assertThat(written(out -> FIVE.pubComp(out, 1, ReasonCode.SUCCESS, "é")))
        .isEqualTo(hex("70 09 0001 00 05 1f 0002 c3a9"));
    assertThat(written(out -> FIVE.pubAck(out, 1, ReasonCode.QUOTA_EXCEEDED, "full")))
        .isEqualTo(hex("40 0b 0001 97 07 1f 0004 66756c6c"));
    assertThat(written(out -> THREE.pubRec(out, 0xFFFF, ReasonCode.QUOTA_EXCEEDED, "full")))
        .isEqualTo(hex("50 02 ffff"));
    assertThat(written(out -> THREE.pubRel(out, 1, ReasonCode.SUCCESS, null)))
        .isEqualTo(hex("62 02 0001"));
  }

  @Test
  void wordsOfAnyLengthFitWhatTheyAreSaidToNeed() {
    for (String text : List.of("", "a", "é", "€", "😀", "x".repeat(200), "€".repeat(21_000))) {
      for (byte[] packet :
          List.of(
              written(out -> FIVE.pubAck(out, 1, ReasonCode.QUOTA_EXCEEDED, text)),
              written(out -> FIVE.refused(out, ReasonCode.NOT_AUTHORIZED, text)),
              written(out -> FIVE.disconnect(out, ReasonCode.NOT_AUTHORIZED, text)))) {
        assertThat(packet).hasSizeLessThanOrEqualTo(PacketWriter.mostBytes(text));
      }
    }
  }

  @Test
  void aWelcomeSaysWhatIsNotAsTheClientAssumes() {
    ConnAck plain = new ConnAck(false, null, 1_024, 1 << 20, 0, Packet.NOT_GIVEN, Packet.NOT_GIVEN);
    assertThat(written(out -> FIVE.accepted(out, plain)))
        .isEqualTo(hex("20 0b 00 00 08 21 0400 27 00100000"));
    ConnAck full = new ConnAck(true, "x", 1, 2, 16, 0, Packet.FOR_EVER);
    assertThat(written(out -> FIVE.accepted(out, full)))
        .isEqualTo(
            hex("20 1a 01 00 17 11 ffffffff 12 0001 78 13 0000 21 0001 27 00000002 22 0010"));
    assertThat(written(out -> THREE.accepted(out, plain))).isEqualTo(hex("20 02 00 00"));
    assertThat(written(out -> THREE.accepted(out, full))).isEqualTo(hex("20 02 01 00"));
  }

  @Test
  void aRefusalSaysWhyInTheNumbersOfItsVersion() {
    assertThat(written(out -> FIVE.refused(out, ReasonCode.NOT_AUTHORIZED, "no")))
        .isEqualTo(hex("20 08 00 87 05 1f 0002 6e6f"));
    assertThat(written(out -> FIVE.refused(out, ReasonCode.NOT_AUTHORIZED, null)))
        .isEqualTo(hex("20 03 00 87 00"));
    assertThat(written(out -> THREE.refused(out, ReasonCode.NOT_AUTHORIZED, "no")))
        .isEqualTo(hex("20 02 00 05"));
    assertThat(written(out -> THREE.refused(out, ReasonCode.BAD_USER_NAME_OR_PASSWORD, null)))
        .isEqualTo(hex("20 02 00 04"));
    assertThat(written(out -> THREE.refused(out, ReasonCode.MALFORMED_PACKET, "no"))).isEmpty();
  }

  @Test
  void subAckAndUnsubAck() {
    List<ReasonCode> codes =
        List.of(
            ReasonCode.SUCCESS,
            ReasonCode.GRANTED_QOS_2,
            ReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED);
    assertThat(written(out -> FIVE.subAck(out, 1, codes))).isEqualTo(hex("90 06 0001 00 00 02 9e"));
    assertThat(written(out -> THREE.subAck(out, 1, codes))).isEqualTo(hex("90 05 0001 00 02 80"));
    List<ReasonCode> gone = List.of(ReasonCode.SUCCESS, ReasonCode.NO_SUBSCRIPTION_EXISTED);
    assertThat(written(out -> FIVE.unsubAck(out, 1, gone))).isEqualTo(hex("b0 05 0001 00 00 11"));
    assertThat(written(out -> THREE.unsubAck(out, 1, gone))).isEqualTo(hex("b0 02 0001"));
  }

  @Test
  void goodbyes() {
    assertThat(written(out -> FIVE.disconnect(out, ReasonCode.SESSION_TAKEN_OVER, "é")))
        .isEqualTo(hex("e0 07 8e 05 1f 0002 c3a9"));
    assertThat(written(out -> FIVE.disconnect(out, ReasonCode.SESSION_TAKEN_OVER, null)))
        .isEqualTo(hex("e0 01 8e"));
    assertThat(written(out -> THREE.disconnect(out, ReasonCode.SESSION_TAKEN_OVER, "é"))).isEmpty();
    assertThat(written(FIVE::pingResp)).isEqualTo(hex("d0 00"));
  }

  private static PublishFrame frame(Content content, QoS qos, int packetId, long expirySeconds) {
    return new PublishFrame(
        content, qos, false, false, packetId, expirySeconds, PublishFrame.NO_IDS);
  }

  private static Packet decode(byte[] packet) {
    PacketDecoder decoder =
        new PacketDecoder(MqttLimits.DEFAULTS, new PacketReader(), new Properties());
    try {
      decoder.decode(Unpooled.wrappedBuffer(RawClient.connect(5, "c")));
      return decoder.decode(Unpooled.wrappedBuffer(packet));
    } catch (ProtocolViolation violation) {
      throw new AssertionError(violation);
    }
  }

  private static byte[] written(Consumer<ByteBuf> writing) {
    ByteBuf out = Unpooled.buffer();
    writing.accept(out);
    byte[] bytes = new byte[out.readableBytes()];
    out.readBytes(bytes);
    return bytes;
  }
}
