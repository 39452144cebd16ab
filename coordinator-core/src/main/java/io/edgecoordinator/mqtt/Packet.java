package io.edgecoordinator.mqtt;

import io.edgecoordinator.event.MessageProperties;
import io.edgecoordinator.event.QoS;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client may send. */
sealed interface Packet {

  /** A number of seconds that was not given. */
  long NOT_GIVEN = -1;

  /** The largest number of seconds there is: for ever, where an expiry interval says so. */
  long FOR_EVER = 0xFFFF_FFFFL;

  /**
   * Section 3.1.
   *
   * @param sessionExpirySeconds how long the client wants to be remembered, 0 to {@link #FOR_EVER}
   * @param receiveMaximum how many QoS 1 and 2 messages it takes before it has acknowledged one
   * @param maximumPacketSize the longest packet it takes, in bytes
   * @param topicAliasMaximum the highest topic alias it takes, 0 for none
   * @param problemInformation whether it wants reasons in words where it may choose
   * @param authenticationMethod the extended authentication it wants, or null
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, and never changed.
  record Connect(
      ProtocolVersion version,
      String clientId,
      boolean cleanStart,
      int keepAliveSeconds,
      @Nullable Will will,
      long sessionExpirySeconds,
      int receiveMaximum,
      int maximumPacketSize,
      int topicAliasMaximum,
      boolean problemInformation,
      @Nullable String authenticationMethod,
      @Nullable String userName,
      byte @Nullable [] password)
      implements Packet {

    /** Returns how long the session is to last without a connection, in seconds. */
    long expirySeconds() {
      return version == ProtocolVersion.MQTT_5 ? sessionExpirySeconds : cleanStart ? 0 : FOR_EVER;
    }
  }

  /**
   * Section 3.3. The payload belongs to whoever has the packet.
   *
   * @param duplicate whether the client says that it may have sent it before
   * @param topic in full, also where an alias stood for it
   * @param packetId 0 for QoS 0
   * @param expirySeconds how long it is of use, or {@link #NOT_GIVEN}
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, and copied once is enough.
  record Publish(
      QoS qos,
      boolean duplicate,
      boolean retain,
      String topic,
      int packetId,
      byte[] payload,
      long expirySeconds,
      MessageProperties properties)
      implements Packet {}

  /**
   * Section 3.4.
   *
   * @param reason its code; 0x80 and above are errors
   */
  record PubAck(int packetId, int reason) implements Packet {}

  /** Section 3.5. */
  record PubRec(int packetId, int reason) implements Packet {}

  /** Section 3.6. */
  record PubRel(int packetId, int reason) implements Packet {}

  /** Section 3.7. */
  record PubComp(int packetId, int reason) implements Packet {}

  /**
   * Section 3.8.
   *
   * @param identifier what the client wants to know messages of these by, 0 for nothing
   */
  record Subscribe(int packetId, int identifier, List<Request> requests) implements Packet {

    /**
     * One filter and its options.
     *
     * @param retainHandling 0 to have retained messages sent, 1 for only if the subscription is
     *     new, 2 for not at all
     */
    record Request(
        String filter, QoS qos, boolean noLocal, boolean retainAsPublished, int retainHandling) {}
  }

  /** Section 3.10. */
  record Unsubscribe(int packetId, List<String> filters) implements Packet {}

  /** Section 3.12. */
  record PingReq() implements Packet {}

  /**
   * Section 3.14.
   *
   * @param withWill whether the will is to be published all the same
   * @param sessionExpirySeconds in place of what CONNECT said, or {@link #NOT_GIVEN}
   */
  record Disconnect(boolean withWill, long sessionExpirySeconds) implements Packet {}

  /** Section 3.15. */
  record Auth(int reason) implements Packet {}
}
