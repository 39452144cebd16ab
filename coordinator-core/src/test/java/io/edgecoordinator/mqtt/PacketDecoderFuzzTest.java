package io.edgecoordinator.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.event.MessageProperties;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.event.Topics;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The decoder, given packets spoiled at random: out comes a packet, a violation, or a wish for more
 * bytes, and nothing depends on bytes that are not the packet's. {@code -Dfuzz.seed} and {@code
 * -Dfuzz.rounds} have it try others, and more.
 */
class PacketDecoderFuzzTest {

  private static final long SEED = Long.getLong("fuzz.seed", 1);
  private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 200_000);

  /** What follows a packet in the buffer, and is not to be looked at. */
  private static final byte[] BEYOND = RawClient.hex("ffffffffffffffff");

  private static final List<byte[]> PACKETS =
      Stream.concat(GoodPacket.OF_MQTT_5.stream(), GoodPacket.OF_MQTT_311.stream())
          .map(GoodPacket::bytes)
          .toList();

  private static final byte[] CONNECT_5 = RawClient.connect(5, "c");
  private static final byte[] CONNECT_311 = RawClient.connect(4, "c");

  private final PacketReader reader = new PacketReader();
  private final Properties properties = new Properties();
  private final Map<ReasonCode, Integer> violations = new EnumMap<>(ReasonCode.class);
  private int packets;
  private int incomplete;

  @Test
  void whateverTheBytesAreTheDecoderSaysSomethingSensible() {
    SplittableRandom random = new SplittableRandom(SEED);
    Mutator mutator = new Mutator(random, PACKETS);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] data = mutator.spoiled();
      byte[] first = random.nextBoolean() ? CONNECT_5 : CONNECT_311;
      if ((data[0] & 0xF0) == 0x10 && random.nextInt(8) > 0) {
        first = new byte[0];
      }
      try {
        check(first, data);
      } catch (Throwable e) {
        throw new AssertionError(
            "seed %d, round %d, after %s: %s"
                .formatted(
                    SEED, round, HexFormat.of().formatHex(first), HexFormat.of().formatHex(data)),
            e);
      }
    }
    assertThat(packets).as("packets").isGreaterThan(ROUNDS / 20);
    assertThat(incomplete).as("incomplete").isGreaterThan(ROUNDS / 20);
    assertThat(violations)
        .containsKeys(
            ReasonCode.MALFORMED_PACKET,
            ReasonCode.PROTOCOL_ERROR,
            ReasonCode.UNSUPPORTED_PROTOCOL_VERSION,
            ReasonCode.TOPIC_NAME_INVALID,
            ReasonCode.TOPIC_ALIAS_INVALID,
            ReasonCode.PACKET_TOO_LARGE);
  }

  private void check(byte[] first, byte[] data) throws ProtocolViolation {
    String outcome = decode(begin(first), data, data.length);
    if (outcome != null) {
      byte[] followed = RawClient.join(data, BEYOND);
      String other = decode(begin(first), followed, data.length);
      check(outcome.equals(other), outcome + ", but followed by something: " + other);
    }
  }

  private PacketDecoder begin(byte[] first) throws ProtocolViolation {
    PacketDecoder decoder = new PacketDecoder(MqttLimits.DEFAULTS, reader, properties);
    decoder.decode(Unpooled.wrappedBuffer(first));
    return decoder;
  }

  /** Returns the first packet or why there is none, in words; null if bytes are missing. */
  private String decode(PacketDecoder decoder, byte[] data, int own) {
    ByteBuf buffer = Unpooled.wrappedBuffer(data);
    String outcome;
    try {
      Packet packet = decoder.decode(buffer);
      if (packet == null) {
        check(buffer.readerIndex() == 0, "bytes taken of an incomplete packet");
        incomplete++;
        outcome = null;
      } else {
        check(buffer.readerIndex() <= own, "bytes taken beyond the packet");
        packets++;
        outcome = describe(packet);
      }
    } catch (ProtocolViolation violation) {
      check(!violation.description().isBlank(), "no words");
      violations.merge(violation.reason(), 1, Integer::sum);
      outcome = violation.reason() + ": " + violation.description();
    }
    check(buffer.refCnt() == 1, "a reference too many or too few");
    return outcome;
  }

  private static String describe(Packet packet) {
    return switch (packet) {
      case Packet.Connect connect ->
          connect.clientId()
              + connect.userName()
              + Arrays.hashCode(connect.password())
              + describe(connect.will());
      case Packet.Publish publish -> {
        Topics.validateName(publish.topic());
        checkId(publish.packetId(), publish.qos() == QoS.AT_MOST_ONCE ? 0 : 1);
        yield publish.topic()
            + publish.packetId()
            + Arrays.hashCode(publish.payload())
            + publish.expirySeconds()
            + describe(publish.properties());
      }
      case Packet.Subscribe subscribe -> {
        checkId(subscribe.packetId(), 1);
        check(!subscribe.requests().isEmpty(), "no filter");
        check(subscribe.identifier() >= 0, "a negative identifier");
        yield subscribe.toString();
      }
      case Packet.Unsubscribe unsubscribe -> {
        checkId(unsubscribe.packetId(), 1);
        check(!unsubscribe.filters().isEmpty(), "no filter");
        yield unsubscribe.toString();
      }
      default -> packet.toString();
    };
  }

  private static String describe(Will will) {
    if (will == null) {
      return "no will";
    }
    Topics.validateName(will.topic());
    return will.topic()
        + Arrays.hashCode(will.payload().bytes())
        + will.delaySeconds()
        + describe(will.properties());
  }

  private static String describe(MessageProperties message) {
    return message.contentType()
        + message.responseTopic()
        + Arrays.hashCode(message.correlationData())
        + message.user();
  }

  private static void checkId(int packetId, int least) {
    check(packetId >= least && packetId <= (least == 0 ? 0 : 0xFFFF), "packet id " + packetId);
  }

  /** AssertJ would take longer than the decoder. */
  private static void check(boolean right, String whatIsWrong) {
    if (!right) {
      throw new AssertionError(whatIsWrong);
    }
  }
}
