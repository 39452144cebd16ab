package io.edgecoordinator.mqtt;

import static io.edgecoordinator.mqtt.ProtocolViolation.malformed;
import static io.edgecoordinator.mqtt.ProtocolViolation.protocolError;

import io.edgecoordinator.event.Topics;

/**
 * The properties of one packet of MQTT 5 (section 2.2.2): read, checked, and the numbers among them
 * kept. Used again for each packet.
 */
final class Properties {

  static final int PAYLOAD_FORMAT_INDICATOR = 0x01;
  static final int MESSAGE_EXPIRY_INTERVAL = 0x02;
  static final int CONTENT_TYPE = 0x03;
  static final int RESPONSE_TOPIC = 0x08;
  static final int CORRELATION_DATA = 0x09;
  static final int SUBSCRIPTION_IDENTIFIER = 0x0B;
  static final int SESSION_EXPIRY_INTERVAL = 0x11;
  static final int ASSIGNED_CLIENT_IDENTIFIER = 0x12;
  static final int AUTHENTICATION_METHOD = 0x15;
  static final int AUTHENTICATION_DATA = 0x16;
  static final int REQUEST_PROBLEM_INFORMATION = 0x17;
  static final int WILL_DELAY_INTERVAL = 0x18;
  static final int REQUEST_RESPONSE_INFORMATION = 0x19;
  static final int REASON_STRING = 0x1F;
  static final int RECEIVE_MAXIMUM = 0x21;
  static final int TOPIC_ALIAS_MAXIMUM = 0x22;
  static final int TOPIC_ALIAS = 0x23;
  static final int MAXIMUM_QOS = 0x24;
  static final int RETAIN_AVAILABLE = 0x25;
  static final int USER_PROPERTY = 0x26;
  static final int MAXIMUM_PACKET_SIZE = 0x27;
  static final int SUBSCRIPTION_IDENTIFIERS_AVAILABLE = 0x29;
  static final int SHARED_SUBSCRIPTION_AVAILABLE = 0x2A;

  private static final int IDENTIFIERS = 0x2B;

  /** Which properties a packet may have. */
  enum Of {
    CONNECT(
        SESSION_EXPIRY_INTERVAL,
        RECEIVE_MAXIMUM,
        MAXIMUM_PACKET_SIZE,
        TOPIC_ALIAS_MAXIMUM,
        REQUEST_RESPONSE_INFORMATION,
        REQUEST_PROBLEM_INFORMATION,
        USER_PROPERTY,
        AUTHENTICATION_METHOD,
        AUTHENTICATION_DATA),
    WILL(
        WILL_DELAY_INTERVAL,
        PAYLOAD_FORMAT_INDICATOR,
        MESSAGE_EXPIRY_INTERVAL,
        CONTENT_TYPE,
        RESPONSE_TOPIC,
        CORRELATION_DATA,
        USER_PROPERTY),
    PUBLISH(
        PAYLOAD_FORMAT_INDICATOR,
        MESSAGE_EXPIRY_INTERVAL,
        TOPIC_ALIAS,
        CONTENT_TYPE,
        RESPONSE_TOPIC,
        CORRELATION_DATA,
        USER_PROPERTY),
    PUBACK(REASON_STRING, USER_PROPERTY),
    SUBSCRIBE(SUBSCRIPTION_IDENTIFIER, USER_PROPERTY),
    UNSUBSCRIBE(USER_PROPERTY),
    DISCONNECT(SESSION_EXPIRY_INTERVAL, REASON_STRING, USER_PROPERTY);

    private final long allowed;

    Of(int... identifiers) {
      long bits = 0;
      for (int identifier : identifiers) {
        bits |= 1L << identifier;
      }
      allowed = bits;
    }
  }

  private long seen;
  private final int[] numbers = new int[IDENTIFIERS];

  /** Reads the properties, which stand where the reader is. */
  void read(PacketReader in, Of packet) throws ProtocolViolation {
    seen = 0;
    int length = in.readVariable();
    if (length > in.remaining()) {
      throw malformed("properties reach past the end of the packet");
    }
    int end = in.position() + length;
    while (in.position() < end) {
      int identifier = in.readVariable();
      if (identifier >= IDENTIFIERS || (packet.allowed & 1L << identifier) == 0) {
        throw malformed("property 0x%02X has no place in %s".formatted(identifier, packet.name()));
      }
      if (has(identifier) && identifier != USER_PROPERTY) {
        throw protocolError("property 0x%02X twice".formatted(identifier));
      }
      seen |= 1L << identifier;
      readValue(in, identifier);
    }
    if (in.position() != end) {
      throw malformed("a property reaches past the end of the properties");
    }
  }

  boolean has(int identifier) {
    return (seen & 1L << identifier) != 0;
  }

  /** Returns the number a property has, or what it means to leave it out. */
  int number(int identifier, int otherwise) {
    return has(identifier) ? numbers[identifier] : otherwise;
  }

  /** Like {@link #number(int, int)}, for properties that must not be 0. */
  int positive(int identifier, int otherwise) throws ProtocolViolation {
    int number = number(identifier, otherwise);
    if (number == 0) {
      throw protocolError("property 0x%02X is 0".formatted(identifier));
    }
    return number;
  }

  private void readValue(PacketReader in, int identifier) throws ProtocolViolation {
    switch (identifier) {
      case PAYLOAD_FORMAT_INDICATOR, REQUEST_PROBLEM_INFORMATION, REQUEST_RESPONSE_INFORMATION -> {
        int flag = in.readByte();
        if (flag > 1) {
          throw protocolError("property 0x%02X is %d".formatted(identifier, flag));
        }
        numbers[identifier] = flag;
      }
      case RECEIVE_MAXIMUM, TOPIC_ALIAS_MAXIMUM, TOPIC_ALIAS ->
          numbers[identifier] = in.readShort();
      case MESSAGE_EXPIRY_INTERVAL,
          SESSION_EXPIRY_INTERVAL,
          WILL_DELAY_INTERVAL,
          MAXIMUM_PACKET_SIZE ->
          numbers[identifier] = in.readInt();
      case SUBSCRIPTION_IDENTIFIER -> numbers[identifier] = in.readVariable();
      case CORRELATION_DATA, AUTHENTICATION_DATA -> in.readBinary();
      case RESPONSE_TOPIC -> checkTopic(in.readString());
      case USER_PROPERTY -> {
        in.readString();
        in.readString();
      }
      default -> in.readString();
    }
  }

  private static void checkTopic(String topic) throws ProtocolViolation {
    try {
      Topics.validateName(topic);
    } catch (IllegalArgumentException e) {
      throw new ProtocolViolation(ReasonCode.TOPIC_NAME_INVALID, "response " + e.getMessage());
    }
  }
}
