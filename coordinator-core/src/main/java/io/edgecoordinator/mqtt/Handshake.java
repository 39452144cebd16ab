package io.edgecoordinator.mqtt;

import io.edgecoordinator.access.Verdict;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

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
  }

  /**
   * Returns what to welcome a client with.
   *
   * @param present whether its former session goes on
   * @param assignedClientId the client id it was given because it had none, or null
   */
  static ConnAck answer(
      Packet.Connect connect,
      boolean present,
      @Nullable String assignedClientId,
      MqttLimits limits) {
    return new ConnAck(
        present,
        assignedClientId,
        limits.receiveMaximum(),
        limits.maxPacketBytes(),
        limits.topicAliasMaximum(),
        keepAliveSeconds(connect, limits) == connect.keepAliveSeconds()
            ? Packet.NOT_GIVEN
            : keepAliveSeconds(connect, limits),
        Packet.NOT_GIVEN);
  }

  /** Returns the keep alive in force; only a client of MQTT 5 can be told one [MQTT-3.2.2-21]. */
  static int keepAliveSeconds(Packet.Connect connect, MqttLimits limits) {
    int asked = connect.keepAliveSeconds();
    boolean tooLong = asked == 0 || asked > limits.maxKeepAliveSeconds();
    return tooLong && connect.version() == ProtocolVersion.MQTT_5
        ? limits.maxKeepAliveSeconds()
        : asked;
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
