package io.edgecoordinator.mqtt;

import io.edgecoordinator.access.Verdict;
import io.edgecoordinator.event.QoS;
import io.netty.buffer.ByteBufUtil;

/** Which CONNECT is welcome (section 3.1.4), and how the others are told. */
final class Handshake {

  private Handshake() {}

  /** Throws what to refuse the client with. */
  static void check(Packet.Connect connect, MqttLimits limits) throws ProtocolViolation {
    if (connect.authenticationMethod() != null) {
      throw new ProtocolViolation(
          ReasonCode.BAD_AUTHENTICATION_METHOD, "extended authentication is not offered");
    }
    int idBytes = ByteBufUtil.utf8Bytes(connect.clientId());
    if (idBytes > limits.maxClientIdBytes()) {
      throw new ProtocolViolation(
          ReasonCode.CLIENT_IDENTIFIER_NOT_VALID,
          "a client id of %d bytes, the limit is %d".formatted(idBytes, limits.maxClientIdBytes()));
    }
    boolean five = connect.version() == ProtocolVersion.MQTT_5;
    if (idBytes == 0 && !five && !connect.cleanStart()) {
      throw new ProtocolViolation(
          ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, "a session to keep, but no client id");
    }
    Will will = connect.will();
    if (will != null && five && will.qos() == QoS.EXACTLY_ONCE) {
      throw new ProtocolViolation(ReasonCode.QOS_NOT_SUPPORTED, "a will of QoS 2");
    }
    if (will != null && five && will.retain()) {
      throw new ProtocolViolation(ReasonCode.RETAIN_NOT_SUPPORTED, "a will to be retained");
    }
  }

  /** Says whether the client may publish what it wants published when it is gone. */
  static boolean mayHaveWill(Packet.Connect connect, Verdict.Granted granted) {
    Will will = connect.will();
    return will == null || granted.permissions().mayPublish(will.topic());
  }

  static ReasonCode reason(Verdict.Denied denied) {
    return switch (denied.reason()) {
      case BAD_CREDENTIALS -> ReasonCode.BAD_USER_NAME_OR_PASSWORD;
      case NOT_AUTHORIZED -> ReasonCode.NOT_AUTHORIZED;
      case BUSY -> ReasonCode.SERVER_BUSY;
    };
  }

  /** Returns as much as a stranger should know. */
  static String told(Verdict.Denied denied) {
    return switch (denied.reason()) {
      case BAD_CREDENTIALS -> "user name or password is wrong";
      case NOT_AUTHORIZED -> "not authorized";
      case BUSY -> "busy, try again later";
    };
  }
}
