package io.edgecoordinator.mqtt;

import io.edgecoordinator.event.QoS;
import io.netty.buffer.ByteBuf;

/**
 * One message to one client, with what only MQTT 5 can say (section 3.3). What a client of MQTT
 * 3.1.1 can't be told is left out.
 *
 * @param packetId 0 for QoS 0
 * @param duplicate whether it may have been sent before
 * @param expirySeconds what is left of its time, or {@link Packet#NOT_GIVEN}
 * @param subscriptionIds identifiers of the subscriptions it matches, each 1 or more
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, and never changed.
record PublishFrame(
    Content content,
    QoS qos,
    boolean retain,
    boolean duplicate,
    int packetId,
    long expirySeconds,
    int[] subscriptionIds) {

  /** No subscription has an identifier. */
  static final int[] NO_IDS = {};

  /**
   * Returns how long the properties are, without their length, in bytes.
   *
   * @param alias 0 for none
   */
  int propertyLength(int alias) {
    int length = content.properties().length;
    if (expirySeconds >= 0) {
      length += 5;
    }
    if (alias > 0) {
      length += 3;
    }
    for (int id : subscriptionIds) {
      length += 1 + PacketWriter.variableSize(id);
    }
    return length;
  }

  /** Writes as many bytes as {@link #propertyLength(int)} says. */
  void writeProperties(ByteBuf out, int alias) {
    if (expirySeconds >= 0) {
      out.writeByte(Properties.MESSAGE_EXPIRY_INTERVAL).writeInt((int) expirySeconds);
    }
    if (alias > 0) {
      out.writeByte(Properties.TOPIC_ALIAS).writeShort(alias);
    }
    for (int id : subscriptionIds) {
      PacketWriter.writeVariable(out.writeByte(Properties.SUBSCRIPTION_IDENTIFIER), id);
    }
    out.writeBytes(content.properties());
  }
}
