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
  private static final int PUBACK = 0x40;
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

  /** Returns how long a PUBLISH is, in bytes. */
  int publishSize(int topicBytes, int payloadBytes, QoS qos) {
    int length = publishLength(topicBytes, payloadBytes, qos);
    return 1 + variableSize(length) + length;
  }

  /**
   * @param packetId 0 for QoS 0
   */
  void publish(ByteBuf out, byte[] topic, byte[] payload, QoS qos, boolean retain, int packetId) {
    out.writeByte(PUBLISH | (qos.level() << 1) | (retain ? 1 : 0));
    writeVariable(out, publishLength(topic.length, payload.length, qos));
    out.writeShort(topic.length).writeBytes(topic);
    if (qos != QoS.AT_MOST_ONCE) {
      out.writeShort(packetId);
    }
    if (five) {
      out.writeByte(0);
    }
    out.writeBytes(payload);
  }

  /** An error has no form in MQTT 3.1.1. */
  void pubAck(ByteBuf out, int packetId, ReasonCode reason) {
    if (five && reason != ReasonCode.SUCCESS) {
      out.writeByte(PUBACK).writeByte(3).writeShort(packetId).writeByte(reason.code());
    } else {
      out.writeInt((PUBACK << 24) | (2 << 16) | packetId);
    }
  }

  /** Says that the connection stands. */
  void accepted(
      ByteBuf out, Packet.Connect connect, @Nullable String assignedId, MqttLimits limits) {
    if (!five) {
      out.writeByte(CONNACK).writeByte(2).writeShort(0);
      return;
    }
    ByteBuf properties = out.alloc().buffer();
    try {
      if (connect.sessionExpirySeconds() != 0) {
        properties.writeByte(Properties.SESSION_EXPIRY_INTERVAL).writeInt(0);
      }
      if (assignedId != null) {
        writeString(properties.writeByte(Properties.ASSIGNED_CLIENT_IDENTIFIER), assignedId);
      }
      properties.writeByte(Properties.RECEIVE_MAXIMUM).writeShort(limits.receiveMaximum());
      properties.writeByte(Properties.MAXIMUM_PACKET_SIZE).writeInt(limits.maxPacketBytes());
      properties.writeByte(Properties.MAXIMUM_QOS).writeByte(1);
      properties.writeByte(Properties.RETAIN_AVAILABLE).writeByte(0);
      properties.writeByte(Properties.SUBSCRIPTION_IDENTIFIERS_AVAILABLE).writeByte(0);
      properties.writeByte(Properties.SHARED_SUBSCRIPTION_AVAILABLE).writeByte(0);
      writeConnAck(out, ReasonCode.SUCCESS.code(), properties);
    } finally {
      properties.release();
    }
  }

  /** Says that there will be no connection, as far as the version has words for the reason. */
  void refused(ByteBuf out, ReasonCode reason, String description) {
    if (five) {
      ByteBuf properties = out.alloc().buffer();
      try {
        writeString(properties.writeByte(Properties.REASON_STRING), description);
        writeConnAck(out, reason.code(), properties);
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

  /** The server says goodbye in MQTT 5 only. */
  void disconnect(ByteBuf out, ReasonCode reason, String description) {
    if (five) {
      int text = ByteBufUtil.utf8Bytes(description);
      int length = 3 + text;
      out.writeByte(DISCONNECT);
      writeVariable(out, 1 + variableSize(length) + length);
      out.writeByte(reason.code());
      writeVariable(out, length);
      writeString(out.writeByte(Properties.REASON_STRING), description);
    }
  }

  private int publishLength(int topicBytes, int payloadBytes, QoS qos) {
    return 2 + topicBytes + (qos == QoS.AT_MOST_ONCE ? 0 : 2) + (five ? 1 : 0) + payloadBytes;
  }

  private static void writeConnAck(ByteBuf out, int code, ByteBuf properties) {
    int length = properties.readableBytes();
    out.writeByte(CONNACK);
    writeVariable(out, 2 + variableSize(length) + length);
    out.writeByte(0).writeByte(code);
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

  private static int variableSize(int value) {
    return value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : value < 1 << 21 ? 3 : 4;
  }

  private static void writeVariable(ByteBuf out, int value) {
    int rest = value;
    for (; rest >= 0x80; rest >>>= 7) {
      out.writeByte((rest & 0x7F) | 0x80);
    }
    out.writeByte(rest);
  }

  private static void writeString(ByteBuf out, String text) {
    out.writeShort(ByteBufUtil.utf8Bytes(text));
    ByteBufUtil.writeUtf8(out, text);
  }
}
