package io.edgecoordinator.mqtt;

import io.edgecoordinator.store.QueueStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client that is connected or will come back, as people want to see it. Immutable.
 *
 * @param device the name it is known under
 * @param address where it connects from, or null while it is away
 * @param protocol such as {@code MQTT 5}, or null while it is away
 * @param since when it connected, or went away
 * @param durable whether its session survives the end of its connection
 * @param subscriptions its topic filters, sorted
 * @param queue how the queue of its messages does, or null if there never was one
 */
public record MqttDevice(
    String clientId,
    String device,
    @Nullable String address,
    @Nullable String protocol,
    Instant since,
    boolean durable,
    List<String> subscriptions,
    @Nullable QueueStatus queue) {

  public MqttDevice {
    subscriptions = List.copyOf(subscriptions);
  }

  /** Says whether it is connected. */
  public boolean isConnected() {
    return address != null;
  }
}
