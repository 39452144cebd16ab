package io.edgecoordinator.flow;

import io.edgecoordinator.event.Addresses;
import io.edgecoordinator.event.Admission;
import io.edgecoordinator.log.LogThrottle;
import io.vertx.core.eventbus.EventBus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deliveries on their way out of the router, gathered by address until the events that came
 * together are through, so that each destination gets one message. Belongs to the event loop.
 */
final class Outboxes {

  private static final Logger log = LoggerFactory.getLogger(EventRouter.class);
  private static final Admission NOBODY = new Admission.Accepted(0);

  private final EventBus bus;
  private final LogThrottle complaints;
  private final Outbox subscribers = new Outbox(Addresses.SUBSCRIBERS);
  private final Outbox upstream = new Outbox(Addresses.UPSTREAM);
  private final Outbox shadow = new Outbox(Addresses.SHADOW);
  private final Map<String, Outbox> upstreams = new HashMap<>();
  private final Map<String, Outbox> tasks = new HashMap<>();
  private final List<Outbox> filled = new ArrayList<>();
  private long nobodyThere;

  /** What waits for one address. */
  final class Outbox {
    private final String address;
    private List<Delivery> deliveries = new ArrayList<>();

    private Outbox(String address) {
      this.address = address;
    }

    void add(Delivery delivery) {
      if (deliveries.isEmpty()) {
        filled.add(this);
      }
      deliveries.add(delivery);
    }

    private void send() {
      List<Delivery> batch = deliveries;
      deliveries = new ArrayList<>();
      bus.sender(address)
          .write(new DeliveryBatch(batch))
          .onFailure(_ -> nobodyThere(address, batch));
    }
  }

  /**
   * Creates empty outboxes.
   *
   * @param complaints holds back repeated log lines
   */
  Outboxes(EventBus bus, LogThrottle complaints) {
    this.bus = bus;
    this.complaints = complaints;
  }

  Outbox subscribers() {
    return subscribers;
  }

  /**
   * Returns the one of a broker upstream.
   *
   * @param name null for that of rows that name none
   */
  Outbox upstream(@Nullable String name) {
    return name == null
        ? upstream
        : upstreams.computeIfAbsent(name, each -> new Outbox(Addresses.upstream(each)));
  }

  Outbox shadow() {
    return shadow;
  }

  Outbox task(String name) {
    return tasks.computeIfAbsent(name, task -> new Outbox(Addresses.task(task)));
  }

  /** Forgets the names in a former table. To be called when nothing waits. */
  void forgetNames() {
    upstreams.clear();
    tasks.clear();
  }

  /** Sends what was gathered. */
  void send() {
    filled.forEach(Outbox::send);
    filled.clear();
  }

  /** Returns how many deliveries went to an address where nobody is. */
  long nobodyThere() {
    return nobodyThere;
  }

  private void nobodyThere(String address, List<Delivery> deliveries) {
    nobodyThere += deliveries.size();
    if (complaints.permits()) {
      log.warn(
          "{} deliveries went nowhere: there is no '{}' on this box{}",
          deliveries.size(),
          address,
          complaints.takeSuppressed());
    }
    deliveries.forEach(delivery -> delivery.acknowledgement().complete(NOBODY));
  }
}
