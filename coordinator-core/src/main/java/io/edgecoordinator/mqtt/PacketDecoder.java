package io.edgecoordinator.mqtt;

import static io.edgecoordinator.mqtt.ProtocolViolation.malformed;
import static io.edgecoordinator.mqtt.ProtocolViolation.protocolError;

import io.edgecoordinator.event.MessageProperties;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.event.Topics;
import io.edgecoordinator.mqtt.PacketReader.KnownString;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of one connection into packets (MQTT 3.1.1 and MQTT 5, sections 2 and 3). A
 * packet is looked at once it is here as a whole, and never beyond the end it declared, so that a
 * length that lies is found out there and then.
 */
final class PacketDecoder {

  private static final int CONNECT = 1;
  private static final int PUBLISH = 3;
  private static final int PUBACK = 4;
  private static final int PUBREL = 6;
  private static final int SUBSCRIBE = 8;
  private static final int UNSUBSCRIBE = 10;
  private static final int PINGREQ = 12;
  private static final int DISCONNECT = 14;

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
  private KnownString lastTopic = KnownString.NONE;
  private @Nullable ProtocolVersion version;

  /**
   * @param in may serve other connections of the same event loop too, and so may
   * @param properties these
   */
  PacketDecoder(MqttLimits limits, PacketReader in, Properties properties) {
    this.limits = limits;
    this.in = in;
    this.properties = properties;
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
      case PUBACK -> pubAck();
      case SUBSCRIBE -> subscribe();
      case UNSUBSCRIBE -> unsubscribe();
      case PINGREQ -> PING;
      case DISCONNECT -> disconnect();
      case 0 -> throw malformed(NAMES.getFirst());
      default -> throw protocolError(NAMES.get(type) + " out of place");
    };
  }

  private Packet connect() throws ProtocolViolation {
    if (version != null) {
      throw protocolError("a second CONNECT");
    }
    ConnectReader reader = new ConnectReader(in, properties);
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
    KnownString topic = in.readString(lastTopic);
    int packetId = level == 0 ? 0 : in.readPacketId();
    if (version == ProtocolVersion.MQTT_5) {
      properties.read(in, Properties.Of.PUBLISH);
      if (properties.has(Properties.TOPIC_ALIAS)) {
        throw new ProtocolViolation(
            ReasonCode.TOPIC_ALIAS_INVALID, "a topic alias, where none was allowed");
      }
    }
    if (topic != lastTopic || topic == KnownString.NONE) {
      checkTopic(topic);
      lastTopic = topic;
    }
    return new Packet.Publish(
        QoS.of(level),
        (flags & 8) != 0,
        (flags & 1) != 0,
        topic.text(),
        packetId,
        in.readRest(),
        Packet.NOT_GIVEN,
        MessageProperties.NONE);
  }

  private void checkTopic(KnownString topic) throws ProtocolViolation {
    if (topic.byteCount() == 0) {
      throw protocolError("a PUBLISH without a topic");
    }
    if (topic.byteCount() > limits.maxTopicBytes()) {
      throw new ProtocolViolation(
          ReasonCode.TOPIC_NAME_INVALID,
          "a topic of %d bytes, the limit is %d"
              .formatted(topic.byteCount(), limits.maxTopicBytes()));
    }
    try {
      Topics.validateName(topic.text());
    } catch (IllegalArgumentException e) {
      throw new ProtocolViolation(ReasonCode.TOPIC_NAME_INVALID, String.valueOf(e.getMessage()));
    }
  }

  private Packet pubAck() throws ProtocolViolation {
    int packetId = in.readPacketId();
    int reason = 0;
    if (version == ProtocolVersion.MQTT_5 && in.remaining() > 0) {
      reason = in.readByte();
      if (in.remaining() > 0) {
        properties.read(in, Properties.Of.PUBACK);
      }
    }
    return new Packet.PubAck(packetId, reason);
  }

  private Packet subscribe() throws ProtocolViolation {
    int packetId = in.readPacketId();
    if (version == ProtocolVersion.MQTT_5) {
      properties.read(in, Properties.Of.SUBSCRIBE);
      if (properties.has(Properties.SUBSCRIPTION_IDENTIFIER)) {
        throw new ProtocolViolation(
            ReasonCode.SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED, "a subscription identifier");
      }
    }
    if (in.remaining() == 0) {
      throw protocolError("a SUBSCRIBE without a topic filter");
    }
    List<Packet.Subscribe.Request> requests = new ArrayList<>(1);
    while (in.remaining() > 0) {
      requests.add(request());
    }
    return new Packet.Subscribe(packetId, 0, requests);
  }

  private Packet.Subscribe.Request request() throws ProtocolViolation {
    String filter = in.readString();
    int options = in.readByte();
    if ((options & 3) == 3 || (options & (version == ProtocolVersion.MQTT_5 ? 0xC0 : 0xFC)) != 0) {
      throw malformed("subscription options 0x%02X".formatted(options));
    }
    if ((options & 0x30) == 0x30) {
      throw protocolError("retain handling 3");
    }
    return new Packet.Subscribe.Request(
        filter, QoS.of(options & 3), (options & 4) != 0, (options & 8) != 0, options >> 4 & 3);
  }

  private Packet unsubscribe() throws ProtocolViolation {
    int packetId = in.readPacketId();
    if (version == ProtocolVersion.MQTT_5) {
      properties.read(in, Properties.Of.UNSUBSCRIBE);
    }
    if (in.remaining() == 0) {
      throw protocolError("an UNSUBSCRIBE without a topic filter");
    }
    List<String> filters = new ArrayList<>(1);
    while (in.remaining() > 0) {
      filters.add(in.readString());
    }
    return new Packet.Unsubscribe(packetId, filters);
  }

  private Packet disconnect() throws ProtocolViolation {
    int reason = 0;
    if (version == ProtocolVersion.MQTT_5 && in.remaining() > 0) {
      reason = in.readByte();
      if (in.remaining() > 0) {
        properties.read(in, Properties.Of.DISCONNECT);
      }
    }
    return new Packet.Disconnect(reason != 0, Packet.NOT_GIVEN);
  }
}
