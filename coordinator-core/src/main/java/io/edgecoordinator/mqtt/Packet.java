package io.edgecoordinator.mqtt;

import io.edgecoordinator.event.QoS;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client may send. */
sealed interface Packet {

  /**
   * Section 3.1.
   *
   * @param sessionExpirySeconds how long the client wants to be remembered, unsigned
   * @param receiveMaximum how many QoS 1 messages it takes before it has acknowledged one
   * @param maximumPacketSize the longest packet it takes, in bytes
   * @param authenticationMethod whether it wants extended authentication
   */
  record Connect(
      ProtocolVersion version,
      String clientId,
      boolean cleanStart,
      int keepAliveSeconds,
      @Nullable Will will,
      int sessionExpirySeconds,
      int receiveMaximum,
      int maximumPacketSize,
      boolean authenticationMethod)
      implements Packet {}

  /** Section 3.3; the packet id is 0 for QoS 0. The payload belongs to whoever has the packet. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, and copied once is enough.
  record Publish(QoS qos, boolean retain, String topic, int packetId, byte[] payload)
      implements Packet {}

  /** Section 3.4. */
  record PubAck(int packetId) implements Packet {}

  /** Section 3.8. */
  record Subscribe(int packetId, List<Request> requests) implements Packet {

    /** One filter and its options; what retained messages it wants is not here yet. */
    record Request(String filter, QoS qos, boolean noLocal, boolean retainAsPublished) {}
  }

  /** Section 3.10. */
  record Unsubscribe(int packetId, List<String> filters) implements Packet {}

  /** Section 3.12. */
  record PingReq() implements Packet {}

  /** Section 3.14. */
  record Disconnect(boolean withWill) implements Packet {}
}
