package io.edgecoordinator.mqtt;

import io.edgecoordinator.event.QoS;
import io.netty.buffer.ByteBufUtil;

/** Which CONNECT is welcome (section 3.1.4). Who may connect will be asked here too. */
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
}
