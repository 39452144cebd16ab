package io.edgecoordinator.mqtt;

/**
 * A client did what the protocol or a limit of ours forbids. It costs the client its connection and
 * nobody else anything; {@link Connection} is the one place that catches it.
 */
final class ProtocolViolation extends Exception {

  private final ReasonCode reason;

  /**
   * @param reason what a client that speaks MQTT 5 is told
   * @param message what was wrong, for people
   */
  ProtocolViolation(ReasonCode reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  static ProtocolViolation malformed(String message) {
    return new ProtocolViolation(ReasonCode.MALFORMED_PACKET, message);
  }

  static ProtocolViolation protocolError(String message) {
    return new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, message);
  }

  ReasonCode reason() {
    return reason;
  }

  String description() {
    return String.valueOf(getMessage());
  }
}
