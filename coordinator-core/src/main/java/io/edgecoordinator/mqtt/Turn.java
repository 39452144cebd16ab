package io.edgecoordinator.mqtt;

import io.edgecoordinator.event.Arrival;
import io.edgecoordinator.event.EventBatch;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Gathers what happens during one turn of the event loop: events go on as one batch, and each
 * connection that has something to send is flushed once. A turn reads all sockets that have
 * something, so the busier it is the more there is to gather; when it is idle nothing waits.
 */
final class Turn {

  private final Executor eventLoop;
  private final InstantSource clock;
  private final Consumer<EventBatch> events;
  private List<Arrival> arrivals = new ArrayList<>();
  private List<Outbox> unflushed = new ArrayList<>();
  private List<Outbox> spare = new ArrayList<>();

  /**
   * @param eventLoop runs what is given to it after what it has already been given
   * @param events takes the events of a turn
   */
  Turn(Executor eventLoop, InstantSource clock, Consumer<EventBatch> events) {
    this.eventLoop = eventLoop;
    this.clock = clock;
    this.events = events;
  }

  /** Returns the time, in milliseconds since 1970. */
  long millis() {
    return clock.millis();
  }

  void arrive(Arrival arrival) {
    if (arrivals.isEmpty()) {
      eventLoop.execute(this::sendArrivals);
    }
    arrivals.add(arrival);
  }

  /** Has {@link Outbox#flush()} called at the end of the turn. */
  void flushLater(Outbox outbox) {
    if (unflushed.isEmpty()) {
      eventLoop.execute(this::flush);
    }
    unflushed.add(outbox);
  }

  private void sendArrivals() {
    List<Arrival> batch = arrivals;
    arrivals = new ArrayList<>(batch.size());
    events.accept(new EventBatch(batch));
  }

  /** Flushing makes sockets writable, which makes connections ask for another flush. */
  private void flush() {
    List<Outbox> now = unflushed;
    unflushed = spare;
    for (Outbox outbox : now) {
      outbox.flush();
    }
    now.clear();
    spare = now;
  }
}
