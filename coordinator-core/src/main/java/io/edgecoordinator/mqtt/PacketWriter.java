package io.edgecoordinator.mqtt;

import io.edgecoordinator.event.QoS;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes packets to clients (MQTT 3.1.1 and MQTT 5, section 3), for one version of the protocol.
 */
enum PacketWriter {
  MQTT_3_1_1(false),
  MQTT_5(true);

  private static final int CONNACK = 0x20;
  private static final int PUBLISH = 0x30;
  private static final int DUPLICATE = 0x08;
  private static final int PUBACK = 0x40;
  private static final int PUBREC = 0x50;
  private static final int PUBREL = 0x62;
  private static final int PUBCOMP = 0x70;
  private static final int SUBACK = 0x90;
  private static final int UNSUBACK = 0xB0;
  private static final int PINGRESP = 0xD0;
  private static final int DISCONNECT = 0xE0;

  private final boolean five;

  PacketWriter(boolean five) {
    this.five = five;
  }

  static PacketWriter of(ProtocolVersion version) {
    return switch (version) {
      case MQTT_3_1_1 -> MQTT_3_1_1;
      case MQTT_5 -> MQTT_5;
    };
  }

  /** Returns how long a PUBLISH is that has no properties, in bytes. */
  int publishSize(int topicBytes, int payloadBytes, QoS qos) {
    return packetSize(publishLength(topicBytes, payloadBytes, qos) + (five ? 1 : 0));
  }

  /**
   * Returns how long a PUBLISH is, in bytes.
   *
   * @param alias as for {@link #publish(ByteBuf, PublishFrame, int, boolean)}
   * @param aliasKnown the same
   */
  int publishSize(PublishFrame frame, int alias, boolean aliasKnown) {
    byte[] payload = frame.content().payload();
    int topicBytes = five && aliasKnown ? 0 : frame.content().topic().length;
    int length = publishLength(topicBytes, payload.length, frame.qos());
    if (five) {
      int properties = frame.propertyLength(alias);
      length += variableSize(properties) + properties;
    }
    return packetSize(length);
  }

  /**
   * Writes a PUBLISH without properties, sent for the first time: what most messages are.
   *
   * @param packetId 0 for QoS 0
   */
  void publish(ByteBuf out, byte[] topic, byte[] payload, QoS qos, boolean retain, int packetId) {
    out.writeByte(PUBLISH | (qos.level() << 1) | (retain ? 1 : 0));
    writeVariable(out, publishLength(topic.length, payload.length, qos) + (five ? 1 : 0));
    out.writeShort(topic.length).writeBytes(topic);
    if (qos != QoS.AT_MOST_ONCE) {
      out.writeShort(packetId);
    }
    if (five) {
      out.writeByte(0);
    }
    out.writeBytes(payload);
  }

  /**
   * Writes a PUBLISH.
   *
   * @param alias the topic alias, from 1 to what the client takes, or 0 for none; of no account in
   *     MQTT 3.1.1
   * @param aliasKnown whether the client knows the alias, which then stands in place of the topic;
   *     false where the topic is given its alias
   */
  void publish(ByteBuf out, PublishFrame frame, int alias, boolean aliasKnown) {
    Content content = frame.content();
    byte[] payload = content.payload();
    byte[] topic = content.topic();
    int topicBytes = five && aliasKnown ? 0 : topic.length;
    int properties = five ? frame.propertyLength(alias) : 0;
    int length = publishLength(topicBytes, payload.length, frame.qos());
    out.writeByte(
        PUBLISH
            | (frame.duplicate() ? DUPLICATE : 0)
            | (frame.qos().level() << 1)
            | (frame.retain() ? 1 : 0));
    writeVariable(out, five ? length + variableSize(properties) + properties : length);
    out.writeShort(topicBytes).writeBytes(topic, 0, topicBytes);
    if (frame.qos() != QoS.AT_MOST_ONCE) {
      out.writeShort(frame.packetId());
    }
    if (five) {
      writeVariable(out, properties);
      frame.writeProperties(out, alias);
    }
    out.writeBytes(payload);
  }

  /**
   * Answers a PUBLISH of QoS 1, or ends a QoS 2 exchange that was refused.
   *
   * @param words why, for people, or null; what would make the packet longer than the client takes
   *     has to stay away, see {@link #mostBytes(String)}. Neither the reason nor the words have a
   *     form in MQTT 3.1.1; this goes for the other three too.
   */
  void pubAck(ByteBuf out, int packetId, ReasonCode reason, @Nullable String words) {
    writeAnswer(out, PUBACK, packetId, reason, words);
  }

  /** Answers a PUBLISH of QoS 2. */
  void pubRec(ByteBuf out, int packetId, ReasonCode reason, @Nullable String words) {
    writeAnswer(out, PUBREC, packetId, reason, words);
  }

  /** Answers a PUBREC. */
  void pubRel(ByteBuf out, int packetId, ReasonCode reason, @Nullable String words) {
    writeAnswer(out, PUBREL, packetId, reason, words);
  }

  /** Answers a PUBREL. */
  void pubComp(ByteBuf out, int packetId, ReasonCode reason, @Nullable String words) {
    writeAnswer(out, PUBCOMP, packetId, reason, words);
  }

  /** Returns how long a packet is at most that has a reason, and the words for it. */
  static int mostBytes(String words) {
    return 3 * words.length() + 16;
  }

  /** Says that the connection stands. */
  void accepted(ByteBuf out, ConnAck answer) {
    int flags = answer.sessionPresent() ? 1 : 0;
    if (!five) {
      out.writeByte(CONNACK).writeByte(2).writeByte(flags).writeByte(0);
      return;
    }
    ByteBuf properties = out.alloc().buffer();
    try {
      if (answer.sessionExpirySeconds() >= 0) {
        properties.writeByte(Properties.SESSION_EXPIRY_INTERVAL);
        properties.writeInt((int) answer.sessionExpirySeconds());
      }
      if (answer.assignedClientId() != null) {
        properties.writeByte(Properties.ASSIGNED_CLIENT_IDENTIFIER);
        writeString(properties, answer.assignedClientId());
      }
      if (answer.serverKeepAliveSeconds() >= 0) {
        properties.writeByte(Properties.SERVER_KEEP_ALIVE);
        properties.writeShort((int) answer.serverKeepAliveSeconds());
      }
      properties.writeByte(Properties.RECEIVE_MAXIMUM).writeShort(answer.receiveMaximum());
      properties.writeByte(Properties.MAXIMUM_PACKET_SIZE).writeInt(answer.maximumPacketSize());
      if (answer.topicAliasMaximum() > 0) {
        properties.writeByte(Properties.TOPIC_ALIAS_MAXIMUM).writeShort(answer.topicAliasMaximum());
      }
      writeConnAck(out, flags, ReasonCode.SUCCESS.code(), properties);
    } finally {
      properties.release();
    }
  }

  /**
   * Says that there will be no connection, as far as the version has a code for the reason.
   *
   * @param words as for {@link #pubAck}
   */
  void refused(ByteBuf out, ReasonCode reason, @Nullable String words) {
    if (five) {
      ByteBuf properties = out.alloc().buffer();
      try {
        if (words != null) {
          writeString(properties.writeByte(Properties.REASON_STRING), words);
        }
        writeConnAck(out, 0, reason.code(), properties);
      } finally {
        properties.release();
      }
    } else if (reason.connectReturnCode() > 0) {
      out.writeByte(CONNACK).writeByte(2).writeByte(0).writeByte(reason.connectReturnCode());
    }
  }

  /** The codes of granted filters are the granted QoS. */
  void subAck(ByteBuf out, int packetId, List<ReasonCode> codes) {
    writeCodes(out, SUBACK, packetId, codes);
  }

  void unsubAck(ByteBuf out, int packetId, List<ReasonCode> codes) {
    writeCodes(out, UNSUBACK, packetId, five ? codes : List.of());
  }

  void pingResp(ByteBuf out) {
    out.writeByte(PINGRESP).writeByte(0);
  }

  /**
   * Says goodbye, which a server does in MQTT 5 only.
   *
   * @param words as for {@link #pubAck}
   */
  void disconnect(ByteBuf out, ReasonCode reason, @Nullable String words) {
    if (!five) {
      return;
    }
    out.writeByte(DISCONNECT);
    if (words == null) {
      out.writeByte(1).writeByte(reason.code());
    } else {
      int length = reasonStringLength(words);
      writeVariable(out, 1 + variableSize(length) + length);
      out.writeByte(reason.code());
      writeReasonString(out, words, length);
    }
  }

  private void writeAnswer(
      ByteBuf out, int first, int packetId, ReasonCode reason, @Nullable String words) {
    if (!five || (reason == ReasonCode.SUCCESS && words == null)) {
      out.writeInt((first << 24) | (2 << 16) | packetId);
    } else if (words == null) {
      out.writeByte(first).writeByte(3).writeShort(packetId).writeByte(reason.code());
    } else {
      int length = reasonStringLength(words);
      out.writeByte(first);
      writeVariable(out, 3 + variableSize(length) + length);
      out.writeShort(packetId).writeByte(reason.code());
      writeReasonString(out, words, length);
    }
  }

  private static int reasonStringLength(String words) {
    return 3 + ByteBufUtil.utf8Bytes(words);
  }

  private static void writeReasonString(ByteBuf out, String words, int length) {
    writeVariable(out, length);
    writeString(out.writeByte(Properties.REASON_STRING), words);
  }

  /** Returns how long a PUBLISH is without its fixed header and its properties. */
  private static int publishLength(int topicBytes, int payloadBytes, QoS qos) {
    return 2 + topicBytes + (qos == QoS.AT_MOST_ONCE ? 0 : 2) + payloadBytes;
  }

  private static int packetSize(int length) {
    return 1 + variableSize(length) + length;
  }

  private static void writeConnAck(ByteBuf out, int flags, int code, ByteBuf properties) {
    int length = properties.readableBytes();
    out.writeByte(CONNACK);
    writeVariable(out, 2 + variableSize(length) + length);
    out.writeByte(flags).writeByte(code);
    writeVariable(out, length);
    out.writeBytes(properties);
  }

  private void writeCodes(ByteBuf out, int type, int packetId, List<ReasonCode> codes) {
    out.writeByte(type);
    writeVariable(out, 2 + (five ? 1 : 0) + codes.size());
    out.writeShort(packetId);
    if (five) {
      out.writeByte(0);
    }
    for (ReasonCode code : codes) {
      out.writeByte(!five && code.isError() ? 0x80 : code.code());
    }
  }

  /** Returns how long a variable byte integer is, in bytes. */
  static int variableSize(int value) {
    return value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : value < 1 << 21 ? 3 : 4;
  }

  /** Writes a variable byte integer, section 1.5.5. */
  static void writeVariable(ByteBuf out, int value) {
    int rest = value;
    for (; rest >= 0x80; rest >>>= 7) {
      out.writeByte((rest & 0x7F) | 0x80);
    }
    out.writeByte(rest);
  }

  /** Writes a string with its length, section 1.5.4. */
  static void writeString(ByteBuf out, String text) {
    out.writeShort(ByteBufUtil.utf8Bytes(text));
    ByteBufUtil.writeUtf8(out, text);
  }
}
