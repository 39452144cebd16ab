package io.edgecoordinator.mqtt;

import org.jspecify.annotations.Nullable;

/**
 * What a client is told when it is welcome (section 3.2). All of MQTT is on offer, so nothing is
 * said of QoS, retained messages, wildcards, identifiers and shared subscriptions. MQTT 3.1.1 gets
 * the first part only.
 *
 * @param sessionPresent whether the client's former session goes on
 * @param assignedClientId the client id it was given because it had none, or null
 * @param receiveMaximum how many of its QoS 1 and 2 messages may wait for their acknowledgement
 * @param maximumPacketSize the longest packet it may send, in bytes
 * @param topicAliasMaximum the highest topic alias it may use, 0 for none
 * @param serverKeepAliveSeconds the keep alive in place of its own, or {@link Packet#NOT_GIVEN}
 * @param sessionExpirySeconds the session expiry in place of its own, or {@link Packet#NOT_GIVEN}
 */
record ConnAck(
    boolean sessionPresent,
    @Nullable String assignedClientId,
    int receiveMaximum,
    int maximumPacketSize,
    int topicAliasMaximum,
    long serverKeepAliveSeconds,
    long sessionExpirySeconds) {}
