package io.edgecoordinator.mqtt;

import java.time.Instant;
import java.util.List;

/**
 * A connected client, as people want to see it. Immutable.
 *
 * @param address where it connects from
 * @param protocol such as {@code MQTT 5}
 * @param subscriptions its topic filters, sorted
 */
public record MqttDevice(
    String clientId,
    String address,
    String protocol,
    Instant connectedSince,
    List<String> subscriptions) {

  public MqttDevice {
    subscriptions = List.copyOf(subscriptions);
  }
}
