package io.edgecoordinator.mqtt;

/**
 * Why something went as it did (MQTT 5, section 2.4). Only what is used here; MQTT 3.1.1 knows a
 * few of them, under other numbers, in CONNACK only.
 */
enum ReasonCode {
  SUCCESS(0x00),
  GRANTED_QOS_1(0x01),
  GRANTED_QOS_2(0x02),
  NO_MATCHING_SUBSCRIBERS(0x10),
  NO_SUBSCRIPTION_EXISTED(0x11),
  UNSPECIFIED_ERROR(0x80),
  MALFORMED_PACKET(0x81),
  PROTOCOL_ERROR(0x82),
  IMPLEMENTATION_SPECIFIC_ERROR(0x83),
  UNSUPPORTED_PROTOCOL_VERSION(0x84),
  CLIENT_IDENTIFIER_NOT_VALID(0x85),
  BAD_USER_NAME_OR_PASSWORD(0x86),
  NOT_AUTHORIZED(0x87),
  SERVER_UNAVAILABLE(0x88),
  SERVER_BUSY(0x89),
  SERVER_SHUTTING_DOWN(0x8B),
  BAD_AUTHENTICATION_METHOD(0x8C),
  KEEP_ALIVE_TIMEOUT(0x8D),
  SESSION_TAKEN_OVER(0x8E),
  TOPIC_FILTER_INVALID(0x8F),
  TOPIC_NAME_INVALID(0x90),
  PACKET_IDENTIFIER_IN_USE(0x91),
  PACKET_IDENTIFIER_NOT_FOUND(0x92),
  RECEIVE_MAXIMUM_EXCEEDED(0x93),
  TOPIC_ALIAS_INVALID(0x94),
  PACKET_TOO_LARGE(0x95),
  QUOTA_EXCEEDED(0x97),
  RETAIN_NOT_SUPPORTED(0x9A),
  QOS_NOT_SUPPORTED(0x9B),
  SHARED_SUBSCRIPTIONS_NOT_SUPPORTED(0x9E),
  SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED(0xA1);

  private final int code;

  ReasonCode(int code) {
    this.code = code;
  }

  /** Returns the number on the wire of MQTT 5. */
  int code() {
    return code;
  }

  /** Says whether what was asked for was not done. */
  boolean isError() {
    return code >= 0x80;
  }

  /**
   * Returns the number on the wire of a CONNACK of MQTT 3.1.1 (section 3.2.2.3), or -1 for none.
   */
  int connectReturnCode() {
    return switch (this) {
      case SUCCESS -> 0;
      case UNSUPPORTED_PROTOCOL_VERSION -> 1;
      case CLIENT_IDENTIFIER_NOT_VALID -> 2;
      case SERVER_SHUTTING_DOWN, SERVER_UNAVAILABLE, SERVER_BUSY, QUOTA_EXCEEDED -> 3;
      case BAD_USER_NAME_OR_PASSWORD, BAD_AUTHENTICATION_METHOD -> 4;
      case NOT_AUTHORIZED -> 5;
      default -> -1;
    };
  }
}
