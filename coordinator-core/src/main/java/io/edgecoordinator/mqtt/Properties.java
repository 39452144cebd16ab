package io.edgecoordinator.mqtt;

import static io.edgecoordinator.mqtt.ProtocolViolation.malformed;
import static io.edgecoordinator.mqtt.ProtocolViolation.protocolError;

import io.edgecoordinator.event.MessageProperties;
import io.edgecoordinator.event.Topics;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The properties of one packet of MQTT 5 (section 2.2.2), read and checked; what nobody here asks
 * for is not kept. Used again for each packet.
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
  static final int SERVER_KEEP_ALIVE = 0x13;
  static final int RECEIVE_MAXIMUM = 0x21;
  static final int TOPIC_ALIAS_MAXIMUM = 0x22;
  static final int TOPIC_ALIAS = 0x23;
  static final int USER_PROPERTY = 0x26;
  static final int MAXIMUM_PACKET_SIZE = 0x27;

  /** More than any of the above. */
  private static final int IDENTIFIERS = 0x28;

  /** Those that make a {@link MessageProperties}, but for the payload format. */
  private static final long OF_MESSAGE =
      1L << CONTENT_TYPE | 1L << RESPONSE_TOPIC | 1L << CORRELATION_DATA | 1L << USER_PROPERTY;

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
        SUBSCRIPTION_IDENTIFIER,
        USER_PROPERTY),
    /** PUBACK, PUBREC, PUBREL and PUBCOMP. */
    ANSWER(REASON_STRING, USER_PROPERTY),
    SUBSCRIBE(SUBSCRIPTION_IDENTIFIER, USER_PROPERTY),
    UNSUBSCRIBE(USER_PROPERTY),
    DISCONNECT(SESSION_EXPIRY_INTERVAL, REASON_STRING, USER_PROPERTY),
    AUTH(AUTHENTICATION_METHOD, AUTHENTICATION_DATA, REASON_STRING, USER_PROPERTY);

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
  private @Nullable String authenticationMethod;
  private @Nullable String contentType;
  private @Nullable String responseTopic;
  private byte @Nullable [] correlationData;
  private List<MessageProperties.User> user = List.of();

  /** Forgets what was read. */
  void clear() {
    if (seen != 0) {
      seen = 0;
      authenticationMethod = null;
      contentType = null;
      responseTopic = null;
      correlationData = null;
      user = List.of();
    }
  }

  /** Reads the properties, which stand where the reader is. */
  void read(PacketReader in, Of packet) throws ProtocolViolation {
    clear();
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

  /** Says whether there was none. */
  boolean isEmpty() {
    return seen == 0;
  }

  boolean has(int identifier) {
    return (seen & 1L << identifier) != 0;
  }

  /** Returns the number a property has, or what it means to leave it out. */
  int number(int identifier, int otherwise) {
    return has(identifier) ? numbers[identifier] : otherwise;
  }

  /** Like {@link #number(int, int)}, for the whole range of four bytes. */
  long seconds(int identifier, long otherwise) {
    return has(identifier) ? Integer.toUnsignedLong(numbers[identifier]) : otherwise;
  }

  @Nullable String authenticationMethod() {
    return authenticationMethod;
  }

  /** Returns what is said about a payload. */
  @SuppressWarnings("NullAway") // It does not see in a class file that an array may be null.
  MessageProperties message() {
    boolean utf8 = number(PAYLOAD_FORMAT_INDICATOR, 0) == 1;
    if (!utf8 && (seen & OF_MESSAGE) == 0) {
      return MessageProperties.NONE;
    }
    return new MessageProperties(utf8, contentType, responseTopic, correlationData, user);
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
      case AUTHENTICATION_METHOD -> authenticationMethod = in.readString();
      case AUTHENTICATION_DATA -> in.readBinary();
      case CONTENT_TYPE -> contentType = in.readString();
      case RESPONSE_TOPIC -> responseTopic = checkTopic(in.readString());
      case CORRELATION_DATA -> correlationData = in.readBinary();
      case USER_PROPERTY -> {
        if (user.isEmpty()) {
          user = new ArrayList<>();
        }
        user.add(new MessageProperties.User(in.readString(), in.readString()));
      }
      default -> in.readString();
    }
  }

  private static String checkTopic(String topic) throws ProtocolViolation {
    try {
      Topics.validateName(topic);
      return topic;
    } catch (IllegalArgumentException e) {
      throw new ProtocolViolation(ReasonCode.TOPIC_NAME_INVALID, "response " + e.getMessage());
    }
  }
}
