package io.edgecoordinator.mqtt;

import io.edgecoordinator.event.MessageProperties;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;

/**
 * What is published for a client that goes without saying so (MQTT 5, section 3.1.2.5).
 *
 * @param delaySeconds how long its client may stay away before that
 * @param expirySeconds how long the message is of use once it is published, or {@link
 *     Packet#NOT_GIVEN}
 */
record Will(
    String topic,
    Payload payload,
    QoS qos,
    boolean retain,
    long delaySeconds,
    long expirySeconds,
    MessageProperties properties) {}
