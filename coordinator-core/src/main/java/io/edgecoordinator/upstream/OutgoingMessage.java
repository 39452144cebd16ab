package io.edgecoordinator.upstream;

import io.edgecoordinator.event.MessageProperties;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import org.jspecify.annotations.Nullable;

/**
 * A message to a broker upstream. Immutable.
 *
 * @param topic a topic name without wildcards
 * @param qos 0 or 1
 * @param expirySeconds after which the broker need not deliver it any more, or null for never (MQTT
 *     5, section 3.3.2.3.3)
 * @param properties what is said about the payload
 */
public record OutgoingMessage(
    String topic,
    Payload payload,
    QoS qos,
    boolean retain,
    @Nullable Long expirySeconds,
    MessageProperties properties) {

  public OutgoingMessage {
    if (qos == QoS.EXACTLY_ONCE) {
      throw new IllegalArgumentException("messages go upstream at QoS 0 or 1");
    }
  }

  /** A message of which nothing is said beside its payload. */
  public OutgoingMessage(String topic, Payload payload, QoS qos, boolean retain) {
    this(topic, payload, qos, retain, null, MessageProperties.NONE);
  }
}
