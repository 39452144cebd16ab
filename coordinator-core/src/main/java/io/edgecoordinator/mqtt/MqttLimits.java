package io.edgecoordinator.mqtt;

import java.time.Duration;

/**
 * What one device may take of the listener. Each bound has a counter in {@link MqttCounters} for
 * when it bites. Immutable.
 *
 * @param maxConnections connections at a time; one more is closed as soon as it is accepted
 * @param connectTimeout how long a connection may take to say CONNECT
 * @param maxPacketBytes longest packet taken, header included; MQTT 5 clients are told so
 * @param maxTopicBytes longest topic or filter taken, in bytes of UTF-8
 * @param maxClientIdBytes longest client id taken, in bytes of UTF-8
 * @param maxSubscriptions subscriptions of one session
 * @param receiveMaximum QoS 1 messages of one client that may wait for their PUBACK; MQTT 5 clients
 *     are told so and lose their connection beyond it, of others no more is read
 * @param maxInFlight QoS 1 messages to one client that may wait for its PUBACK, whatever larger
 *     number the client allows
 * @param maxQueuedMessages QoS 1 messages that wait behind those; what comes then is dropped
 * @param maxQueuedBytes the same in bytes of payload
 * @param maxUnsentBytes bytes for one client that its socket does not take yet; what comes then at
 *     QoS 0 is dropped, at QoS 1 it is queued
 * @param maxCachedTopics topics whose subscribers are remembered
 * @param topicAliasMaximum topics one client may give an alias, 0 for none; MQTT 5 clients are told
 *     so
 */
public record MqttLimits(
    int maxConnections,
    Duration connectTimeout,
    int maxPacketBytes,
    int maxTopicBytes,
    int maxClientIdBytes,
    int maxSubscriptions,
    int receiveMaximum,
    int maxInFlight,
    int maxQueuedMessages,
    int maxQueuedBytes,
    int maxUnsentBytes,
    int maxCachedTopics,
    int topicAliasMaximum,
    int maxKeepAliveSeconds,
    Kept kept) {

  /**
   * What may be kept for clients, of all of them together.
   *
   * @param maxSessions sessions, connected or not
   * @param maxQueuedBytesInAll bytes queued for sessions that do not outlast their connections
   * @param maxRetainedMessages topics that have a retained message
   * @param maxRetainedBytes bytes of retained messages, topics included
   */
  public record Kept(
      int maxSessions, long maxQueuedBytesInAll, int maxRetainedMessages, long maxRetainedBytes) {

    public Kept {
      positive("maxSessions", maxSessions);
      positive("maxQueuedBytesInAll", maxQueuedBytesInAll);
      positive("maxRetainedMessages", maxRetainedMessages);
      positive("maxRetainedBytes", maxRetainedBytes);
    }
  }

  /** The bounds in force unless somebody says otherwise. */
  public static final MqttLimits DEFAULTS =
      new MqttLimits(
          50_000,
          Duration.ofSeconds(10),
          1 << 20,
          4_096,
          1_024,
          50_000,
          1_024,
          1_024,
          10_000,
          8 << 20,
          1 << 20,
          10_000,
          16,
          0xFFFF,
          new Kept(100_000, 128 << 20, 100_000, 64 << 20));

  public MqttLimits {
    positive("maxConnections", maxConnections);
    positive("maxPacketBytes", maxPacketBytes);
    positive("maxTopicBytes", maxTopicBytes);
    positive("maxClientIdBytes", maxClientIdBytes);
    positive("maxSubscriptions", maxSubscriptions);
    positive("receiveMaximum", receiveMaximum);
    positive("maxInFlight", maxInFlight);
    positive("maxQueuedMessages", maxQueuedMessages);
    positive("maxQueuedBytes", maxQueuedBytes);
    positive("maxUnsentBytes", maxUnsentBytes);
    positive("maxCachedTopics", maxCachedTopics);
    atMost("receiveMaximum", receiveMaximum, 0xFFFF);
    atMost("maxInFlight", maxInFlight, 0x7FFF);
    atMost("topicAliasMaximum", topicAliasMaximum, 0xFFFF);
    if (topicAliasMaximum < 0) {
      throw new IllegalArgumentException(
          "topicAliasMaximum must be 0 or more, not " + topicAliasMaximum);
    }
    if (connectTimeout.isNegative() || connectTimeout.isZero()) {
      throw new IllegalArgumentException("connectTimeout must be more than 0");
    }
  }

  private static void positive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be more than 0, not " + value);
    }
  }

  private static void atMost(String name, int value, int most) {
    if (value > most) {
      throw new IllegalArgumentException(name + " must be at most " + most + ", not " + value);
    }
  }
}
