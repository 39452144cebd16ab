package io.edgecoordinator.mqtt;

import static io.edgecoordinator.mqtt.ProtocolViolation.malformed;
import static io.edgecoordinator.mqtt.ProtocolViolation.protocolError;

import io.edgecoordinator.event.MessageProperties;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import io.netty.buffer.ByteBufUtil;

/** Reads a CONNECT (section 3.1), in two steps: errors of the second can be answered in CONNACK. */
final class ConnectReader {

  private static final int CLEAN_START = 0x02;
  private static final int WILL = 0x04;
  private static final int WILL_RETAIN = 0x20;
  private static final int PASSWORD = 0x40;
  private static final int USER_NAME = 0x80;

  private final PacketReader in;
  private final Properties properties;
  private final MqttLimits limits;

  ConnectReader(PacketReader in, Properties properties, MqttLimits limits) {
    this.in = in;
    this.properties = properties;
    this.limits = limits;
  }

  ProtocolVersion readVersion() throws ProtocolViolation {
    String name = in.readString();
    int level = in.readByte();
    if (name.equals("MQTT") && level == 4) {
      return ProtocolVersion.MQTT_3_1_1;
    }
    if (name.equals("MQTT") && level == 5) {
      return ProtocolVersion.MQTT_5;
    }
    if (name.equals("MQTT") || name.equals("MQIsdp")) {
      throw new ProtocolViolation(
          ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, "%s version %d".formatted(name, level));
    }
    throw malformed("a CONNECT that is not of MQTT");
  }

  Packet.Connect readRest(ProtocolVersion version) throws ProtocolViolation {
    int flags = in.readByte();
    checkFlags(flags, version);
    int keepAliveSeconds = in.readShort();
    long sessionExpiry = 0;
    int receiveMaximum = 0xFFFF;
    int maximumPacketSize = Integer.MAX_VALUE;
    int topicAliasMaximum = 0;
    boolean problemInformation = true;
    String authentication = null;
    if (version == ProtocolVersion.MQTT_5) {
      properties.read(in, Properties.Of.CONNECT);
      sessionExpiry = properties.seconds(Properties.SESSION_EXPIRY_INTERVAL, 0);
      receiveMaximum = properties.positive(Properties.RECEIVE_MAXIMUM, 0xFFFF);
      int size = properties.positive(Properties.MAXIMUM_PACKET_SIZE, Integer.MAX_VALUE);
      maximumPacketSize = size < 0 ? Integer.MAX_VALUE : size;
      topicAliasMaximum = properties.number(Properties.TOPIC_ALIAS_MAXIMUM, 0);
      problemInformation = properties.number(Properties.REQUEST_PROBLEM_INFORMATION, 1) == 1;
      authentication = properties.authenticationMethod();
      if (authentication == null && properties.has(Properties.AUTHENTICATION_DATA)) {
        throw protocolError("authentication data without a method");
      }
    }
    String clientId = in.readString();
    Will will = (flags & WILL) == 0 ? null : readWill(flags, version);
    String userName = (flags & USER_NAME) == 0 ? null : in.readString();
    byte[] password = (flags & PASSWORD) == 0 ? null : in.readBinary();
    return new Packet.Connect(
        version,
        clientId,
        (flags & CLEAN_START) != 0,
        keepAliveSeconds,
        will,
        sessionExpiry,
        receiveMaximum,
        maximumPacketSize,
        topicAliasMaximum,
        problemInformation,
        authentication,
        userName,
        password);
  }

  private static void checkFlags(int flags, ProtocolVersion version) throws ProtocolViolation {
    int willQos = flags >> 3 & 3;
    boolean will = (flags & WILL) != 0;
    if ((flags & 1) != 0
        || willQos == 3
        || (!will && (willQos != 0 || (flags & WILL_RETAIN) != 0))) {
      throw malformed("CONNECT flags 0x%02X".formatted(flags));
    }
    if (version == ProtocolVersion.MQTT_3_1_1
        && (flags & PASSWORD) != 0
        && (flags & USER_NAME) == 0) {
      throw malformed("a password without a user name");
    }
  }

  private Will readWill(int flags, ProtocolVersion version) throws ProtocolViolation {
    long delaySeconds = 0;
    long expirySeconds = Packet.NOT_GIVEN;
    MessageProperties message = MessageProperties.NONE;
    if (version == ProtocolVersion.MQTT_5) {
      properties.read(in, Properties.Of.WILL);
      delaySeconds = properties.seconds(Properties.WILL_DELAY_INTERVAL, 0);
      expirySeconds = properties.seconds(Properties.MESSAGE_EXPIRY_INTERVAL, Packet.NOT_GIVEN);
      message = properties.message();
    }
    String topic = in.readString();
    InboundTopics.check("will topic", topic, ByteBufUtil.utf8Bytes(topic), limits);
    return new Will(
        topic,
        Payload.of(in.readBinary()),
        QoS.of(flags >> 3 & 3),
        (flags & WILL_RETAIN) != 0,
        delaySeconds,
        expirySeconds,
        message);
  }
}
