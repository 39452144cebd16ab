package io.edgecoordinator.mqtt;

import static io.edgecoordinator.mqtt.ProtocolViolation.malformed;
import static io.edgecoordinator.mqtt.ProtocolViolation.protocolError;

import io.edgecoordinator.event.MessageProperties;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.mqtt.PacketReader.KnownString;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of one connection into packets (MQTT 3.1.1 and MQTT 5, sections 2 and 3). A
 * packet is looked at once it is here as a whole, and never beyond the end it declared, so that a
 * length that lies is found out there and then.
 *
 * <p>What a packet says for itself is checked here; what depends on the session, such as whether a
 * packet id is known, is not.
 */
final class PacketDecoder {

  private static final int CONNECT = 1;
  private static final int PUBLISH = 3;
  private static final int PUBACK = 4;
  private static final int PUBREC = 5;
  private static final int PUBREL = 6;
  private static final int PUBCOMP = 7;
  private static final int SUBSCRIBE = 8;
  private static final int UNSUBSCRIBE = 10;
  private static final int PINGREQ = 12;
  private static final int DISCONNECT = 14;
  private static final int AUTH = 15;

  /** By packet type. */
  private static final List<String> NAMES =
      List.of(
          "packet type 0",
          "CONNECT",
          "CONNACK",
          "PUBLISH",
          "PUBACK",
          "PUBREC",
          "PUBREL",
          "PUBCOMP",
          "SUBSCRIBE",
          "SUBACK",
          "UNSUBSCRIBE",
          "UNSUBACK",
          "PINGREQ",
          "PINGRESP",
          "DISCONNECT",
          "AUTH");

  private static final Packet.PingReq PING = new Packet.PingReq();

  private final MqttLimits limits;
  private final PacketReader in;
  private final Properties properties;
  private final InboundTopics topics;
  private @Nullable ProtocolVersion version;

  /**
   * @param in may serve other connections of the same event loop too, and so may
   * @param properties these
   */
  PacketDecoder(MqttLimits limits, PacketReader in, Properties properties) {
    this.limits = limits;
    this.in = in;
    this.properties = properties;
    this.topics = new InboundTopics(limits);
  }

  /** Returns the version the client speaks, or null as long as it has not said so. */
  @Nullable ProtocolVersion version() {
    return version;
  }

  /** Takes one packet off the buffer; null if it is not there as a whole. */
  @Nullable Packet decode(ByteBuf buffer) throws ProtocolViolation {
    int readable = buffer.readableBytes();
    if (readable == 0) {
      return null;
    }
    int start = buffer.readerIndex();
    int first = buffer.getUnsignedByte(start);
    int type = first >> 4;
    if (version == null && type != CONNECT) {
      throw protocolError("the first packet is not CONNECT");
    }
    int length = 0;
    int at = 1;
    for (int b = 0x80; b >= 0x80; at++) {
      if (at > 4) {
        throw malformed("a remaining length of more than 4 bytes");
      }
      if (at == readable) {
        return null;
      }
      b = buffer.getUnsignedByte(start + at);
      length |= (b & 0x7F) << (7 * (at - 1));
    }
    if (at + length > limits.maxPacketBytes()) {
      throw new ProtocolViolation(
          ReasonCode.PACKET_TOO_LARGE,
          "a packet of %d bytes, the limit is %d".formatted(at + length, limits.maxPacketBytes()));
    }
    if (readable < at + length) {
      return null;
    }
    buffer.skipBytes(at + length);
    in.begin(buffer, start + at, start + at + length);
    try {
      Packet packet = decode(type, first & 0x0F);
      if (at > 2 && (length >> (7 * (at - 2))) == 0 && isFive()) {
        throw malformed("a remaining length of more bytes than it needs");
      }
      if (in.remaining() != 0) {
        throw malformed("%s with %d bytes too many".formatted(NAMES.get(type), in.remaining()));
      }
      return packet;
    } finally {
      in.finish();
    }
  }

  private Packet decode(int type, int flags) throws ProtocolViolation {
    if (type == PUBLISH) {
      return publish(flags);
    }
    if (flags != (type == SUBSCRIBE || type == UNSUBSCRIBE || type == PUBREL ? 2 : 0)) {
      throw malformed("%s with flags %d".formatted(NAMES.get(type), flags));
    }
    return switch (type) {
      case CONNECT -> connect();
      case PUBACK -> new Packet.PubAck(in.readPacketId(), answerToPublish());
      case PUBREC -> new Packet.PubRec(in.readPacketId(), answerToPublish());
      case PUBREL -> new Packet.PubRel(in.readPacketId(), answerToPubRec());
      case PUBCOMP -> new Packet.PubComp(in.readPacketId(), answerToPubRec());
      case SUBSCRIBE -> new FilterReader(in, properties, isFive()).subscribe();
      case UNSUBSCRIBE -> new FilterReader(in, properties, isFive()).unsubscribe();
      case PINGREQ -> PING;
      case DISCONNECT -> disconnect();
      case AUTH -> auth();
      case 0 -> throw malformed(NAMES.getFirst());
      default -> throw protocolError(NAMES.get(type) + " from a client");
    };
  }

  private boolean isFive() {
    return version == ProtocolVersion.MQTT_5;
  }

  private Packet connect() throws ProtocolViolation {
    if (version != null) {
      throw protocolError("a second CONNECT");
    }
    ConnectReader reader = new ConnectReader(in, properties, limits);
    version = reader.readVersion();
    return reader.readRest(version);
  }

  private Packet publish(int flags) throws ProtocolViolation {
    int level = flags >> 1 & 3;
    if (level == 3) {
      throw malformed("a PUBLISH of QoS 3");
    }
    if (level == 0 && (flags & 8) != 0) {
      throw malformed("a PUBLISH of QoS 0 marked as a duplicate");
    }
    KnownString sent = topics.read(in);
    int packetId = level == 0 ? 0 : in.readPacketId();
    int alias = -1;
    long expirySeconds = Packet.NOT_GIVEN;
    MessageProperties message = MessageProperties.NONE;
    if (isFive()) {
      properties.read(in, Properties.Of.PUBLISH);
      if (!properties.isEmpty()) {
        if (properties.has(Properties.SUBSCRIPTION_IDENTIFIER)) {
          throw protocolError("a PUBLISH from a client with a subscription identifier");
        }
        alias = properties.number(Properties.TOPIC_ALIAS, -1);
        expirySeconds = properties.seconds(Properties.MESSAGE_EXPIRY_INTERVAL, Packet.NOT_GIVEN);
        message = properties.message();
      }
    }
    return new Packet.Publish(
        QoS.of(level),
        (flags & 8) != 0,
        (flags & 1) != 0,
        alias < 0 ? topics.resolve(sent) : topics.resolve(sent, alias),
        packetId,
        in.readRest(),
        expirySeconds,
        message);
  }

  /** Reads the rest of a PUBACK or PUBREC, and returns its reason code. */
  private int answerToPublish() throws ProtocolViolation {
    int reason = readReason(Properties.Of.ANSWER);
    return switch (reason) {
      case 0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99 -> reason;
      default -> throw noReason(reason);
    };
  }

  /** Reads the rest of a PUBREL or PUBCOMP, and returns its reason code. */
  private int answerToPubRec() throws ProtocolViolation {
    int reason = readReason(Properties.Of.ANSWER);
    return switch (reason) {
      case 0x00, 0x92 -> reason;
      default -> throw noReason(reason);
    };
  }

  private Packet disconnect() throws ProtocolViolation {
    int reason = readReason(Properties.Of.DISCONNECT);
    long sessionExpiry = properties.seconds(Properties.SESSION_EXPIRY_INTERVAL, Packet.NOT_GIVEN);
    return switch (reason) {
      case 0x00 -> new Packet.Disconnect(false, sessionExpiry);
      case 0x04, 0x80, 0x81, 0x82, 0x83, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99 ->
          new Packet.Disconnect(true, sessionExpiry);
      default -> throw noReason(reason);
    };
  }

  private Packet auth() throws ProtocolViolation {
    if (!isFive()) {
      throw malformed("packet type 15");
    }
    int reason = readReason(Properties.Of.AUTH);
    return switch (reason) {
      case 0x18, 0x19 -> new Packet.Auth(reason);
      default -> throw noReason(reason);
    };
  }

  /** Reads a reason code and properties, both of which may be left out. */
  private int readReason(Properties.Of packet) throws ProtocolViolation {
    properties.clear();
    if (!isFive() || in.remaining() == 0) {
      return 0;
    }
    int reason = in.readByte();
    if (in.remaining() > 0) {
      properties.read(in, packet);
    }
    return reason;
  }

  private static ProtocolViolation noReason(int reason) {
    return protocolError("reason code 0x%02X has no place here".formatted(reason));
  }
}
