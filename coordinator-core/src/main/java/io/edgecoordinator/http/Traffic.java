package io.edgecoordinator.http;

import io.edgecoordinator.mqtt.MqttDevice;
import io.edgecoordinator.sqlite.StoreCounters;
import io.edgecoordinator.store.QueueStatus;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Who is connected, and what waits for whom. Belongs to the event loop of the parts it looks at.
 */
public final class Traffic {

  private final Supplier<List<MqttDevice>> devices;
  private final List<Supplier<List<QueueStatus>>> queues;
  private final StoreCounters store;
  private final InstantSource clock;

  /**
   * Creates the view.
   *
   * @param devices returns the devices, by client id
   * @param queues each returns the queues of one kind
   * @param store what was written
   * @param clock tells the age of what waits
   */
  public Traffic(
      Supplier<List<MqttDevice>> devices,
      List<Supplier<List<QueueStatus>>> queues,
      StoreCounters store,
      InstantSource clock) {
    this.devices = devices;
    this.queues = List.copyOf(queues);
    this.store = store;
    this.clock = clock;
  }

  StoreCounters store() {
    return store;
  }

  /** Returns the queues there are, by destination. */
  List<QueueStatus> queues() {
    return queues.stream()
        .flatMap(kind -> kind.get().stream())
        .sorted(Comparator.comparing(QueueStatus::destination))
        .toList();
  }

  Object devicesView() {
    return Map.of("devices", devices.get().stream().map(Traffic::device).toList());
  }

  private static Map<String, Object> device(MqttDevice device) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("clientId", device.clientId());
    view.put("device", device.device());
    view.put("connected", device.isConnected());
    view.put(device.isConnected() ? "connectedSince" : "offlineSince", device.since().toString());
    if (device.isConnected()) {
      view.put("address", device.address());
      view.put("protocol", device.protocol());
    }
    view.put("durable", device.durable());
    view.put("subscriptions", device.subscriptions());
    view.put("queued", device.queue() == null ? 0 : device.queue().count());
    return view;
  }

  Object deliveriesView() {
    long now = clock.millis();
    return Map.of("deliveries", queues().stream().map(queue -> queue(queue, now)).toList());
  }

  private static Map<String, Object> queue(QueueStatus queue, long now) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("destination", queue.destination());
    view.put("durable", queue.durable());
    view.put("pending", queue.count());
    view.put("bytes", queue.bytes());
    if (queue.oldestMillis() > 0) {
      view.put("oldest", Instant.ofEpochMilli(queue.oldestMillis()).toString());
      view.put("oldestAgeMillis", Math.max(0, now - queue.oldestMillis()));
    }
    Map<String, Long> dropped = new TreeMap<>();
    queue.dropped().forEach((reason, count) -> dropped.put(TaskViews.lowerCase(reason), count));
    view.put("dropped", dropped);
    return view;
  }
}
