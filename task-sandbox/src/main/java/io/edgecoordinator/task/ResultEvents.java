package io.edgecoordinator.task;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Addresses;
import io.edgecoordinator.event.Arrival;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.EventBatch;
import io.edgecoordinator.event.EventIds;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.Source;
import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.List;

/**
 * The events that tasks give, on their way into the table: those of one turn of the event loop go
 * together. Belongs to the event loop.
 */
final class ResultEvents {

  private final Context loop;
  private final EventIds ids;
  private List<Arrival> arrivals = new ArrayList<>();

  /**
   * Creates the way in.
   *
   * @param ids for the events
   */
  ResultEvents(Context loop, EventIds ids) {
    this.loop = loop;
    this.ids = ids;
  }

  /**
   * Sends what came of an event.
   *
   * @param acknowledgement told when it is safe
   */
  void emit(
      Source.Task source,
      Event cause,
      String topic,
      Payload payload,
      Acknowledgement acknowledgement) {
    emit(
        new Event(
            ids.next(),
            source,
            cause.device(),
            topic,
            payload,
            cause.qos(),
            false,
            cause.hops() + 1),
        acknowledgement);
  }

  /** Returns the id for the next event. */
  long nextId() {
    return ids.next();
  }

  void emit(Event event, Acknowledgement acknowledgement) {
    if (arrivals.isEmpty()) {
      loop.runOnContext(_ -> send());
    }
    arrivals.add(new Arrival(event, acknowledgement));
  }

  private void send() {
    List<Arrival> batch = arrivals;
    arrivals = new ArrayList<>();
    loop.owner().eventBus().send(Addresses.EVENT, new EventBatch(batch));
  }
}
