package io.edgecoordinator.mqtt;

import static io.edgecoordinator.mqtt.RawClient.hex;
import static io.edgecoordinator.mqtt.RawClient.packet;
import static io.edgecoordinator.mqtt.RawClient.string;

/** A CONNECT, field by field; unless told otherwise with clean start and no keep alive. */
final class ConnectPacket {

  private final int version;
  private final String clientId;
  private int flags = 2;
  private int keepAliveSeconds;
  private String properties = "";
  private byte[] will = {};

  private ConnectPacket(int version, String clientId) {
    this.version = version;
    this.clientId = clientId;
  }

  static ConnectPacket of(int version, String clientId) {
    return new ConnectPacket(version, clientId);
  }

  /** Of a session that goes on, and is kept: in MQTT 5 for an hour. */
  static ConnectPacket lasting(int version, String clientId) {
    ConnectPacket packet = of(version, clientId).resuming();
    return version == 5 ? packet.expiry(3_600) : packet;
  }

  /** Without clean start. */
  ConnectPacket resuming() {
    flags &= ~2;
    return this;
  }

  ConnectPacket keepAlive(int seconds) {
    keepAliveSeconds = seconds;
    return this;
  }

  ConnectPacket expiry(long seconds) {
    return property("11%08x".formatted(seconds));
  }

  /** Adds a property, in hexadecimal digits. */
  ConnectPacket property(String digits) {
    properties += digits.replace(" ", "");
    return this;
  }

  ConnectPacket will(String topic, String payload) {
    return will(0, topic, payload, "");
  }

  /**
   * Adds a will.
   *
   * @param more flags: QoS from 0x08 on, 0x20 for retain
   * @param willProperties in hexadecimal digits, without their length
   */
  ConnectPacket will(int more, String topic, String payload, String willProperties) {
    flags |= 4 | more;
    byte[] encoded = hex(willProperties);
    byte[] length = version == 5 ? RawClient.bytes(encoded.length) : RawClient.bytes();
    will = RawClient.join(length, encoded, string(topic), string(payload));
    return this;
  }

  byte[] bytes() {
    byte[] encoded = hex(properties);
    return packet(
        0x10,
        string("MQTT"),
        RawClient.bytes(version, flags, keepAliveSeconds >> 8, keepAliveSeconds),
        version == 5 ? RawClient.bytes(encoded.length) : RawClient.bytes(),
        encoded,
        string(clientId),
        will);
  }
}
