package io.edgecoordinator.forwarding;

import io.edgecoordinator.event.EventIds;
import io.edgecoordinator.flow.EventRouter;
import io.edgecoordinator.store.QueueBudget;
import io.edgecoordinator.store.QueueLimits;
import io.edgecoordinator.store.QueueStatus;
import io.edgecoordinator.store.Store;
import io.edgecoordinator.upstream.Upstream;
import io.vertx.core.Context;
import java.time.Clock;
import java.util.List;

/**
 * Sends events to brokers upstream, keeps those that can't be sent yet, and lets those in that rows
 * ask for. Belongs to the event loop.
 */
public final class Forwarding {

  /**
   * Creates the forwarding; {@link #start} sets it going.
   *
   * @param upstreams the first is the one of rows that name none
   */
  public Forwarding(
      Context loop,
      List<? extends Upstream> upstreams,
      EventRouter router,
      Kept kept,
      EventIds ids,
      Clock clock) {}

  /** Where deliveries survive, and how many may. */
  public record Kept(Store store, QueueLimits limits, QueueBudget budget) {}

  /** Begins to take deliveries. */
  public void start() {}

  /** Takes nothing more out of the queues. */
  public void stop() {}

  /** Returns how the queues do. */
  public List<QueueStatus> queues() {
    return List.of();
  }
}
