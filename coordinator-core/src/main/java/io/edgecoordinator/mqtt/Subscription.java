package io.edgecoordinator.mqtt;

import io.edgecoordinator.event.QoS;

/**
 * A session's wish for the messages of the topics a filter matches.
 *
 * @param qos the most it wants
 * @param noLocal whether it does not want what its own client published
 * @param retainAsPublished whether it wants the retain flag as the publisher set it
 */
record Subscription(
    Session session, String filter, QoS qos, boolean noLocal, boolean retainAsPublished) {}
