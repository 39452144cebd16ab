package io.edgecoordinator.shadow;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Addresses;
import io.edgecoordinator.event.Admission;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.EventIds;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.Source;
import io.edgecoordinator.flow.Delivery;
import io.edgecoordinator.flow.DeliveryBatch;
import io.edgecoordinator.flow.Destination;
import io.edgecoordinator.flow.Flow;
import io.edgecoordinator.shadow.Exchange.Outcome;
import io.edgecoordinator.shadow.ShadowNode.Fields;
import io.edgecoordinator.store.Store;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers what is asked of shadows, in the protocol of AWS IoT's device shadows, and tells of their
 * changes. Who asks by a topic is answered by topics; all changes are told there, too.
 *
 * <p>Requests of one shadow are done in the order in which they come. Nothing is answered or told
 * before what it says is on disk; what can't be written is taken back and rejected. Who waits for
 * the acknowledgement of an update hears when all who are to be told have it safe, so that what was
 * acknowledged is never untold.
 *
 * <p>Belongs to the event loop.
 */
public final class ShadowService {

  private static final Destination REQUEST = new Destination.ShadowRequest();

  private final Context loop;
  private final ShadowLimits limits;
  private final ShadowTable table;
  private final ShadowCatalog catalog;
  private final ShadowOperations operations;
  private final ShadowEvents events;
  private final Announced announced;
  private final ShadowCounters counters = new ShadowCounters();
  private final Complaints complaints;
  private final Answers answers;
  private final UnsafeExchanges unsafe;
  private final Map<String, Integer> inFlight = new HashMap<>();
  private List<ShadowName> untold = List.of();
  private Consumer<ShadowName> listener = _ -> {};

  /**
   * Creates the service; {@link #start} brings it to life.
   *
   * @param ids for the events that tell of shadows
   */
  public ShadowService(
      Context loop, Store store, ShadowLimits limits, EventIds ids, InstantSource clock) {
    this.loop = loop;
    this.limits = limits;
    this.table = new ShadowTable(store, limits);
    this.catalog = new ShadowCatalog(table);
    this.operations = new ShadowOperations(table, limits, clock);
    this.events = new ShadowEvents(loop, ids);
    this.announced = new Announced(store);
    this.complaints = new Complaints(clock);
    this.answers = new Answers(operations, events, announced, complaints, counters, this::over);
    this.unsafe = new UnsafeExchanges(store, table, answers);
  }

  /** Reads what is on disk, then takes requests. */
  public Future<Void> start() {
    return table
        .load()
        .compose(_ -> announced.load())
        .onSuccess(upTo -> {
          untold = table.changedAfter(upTo);
          loop.owner()
              .eventBus()
              .<DeliveryBatch>localConsumer(
                  Addresses.SHADOW, batch -> batch.body().deliveries().forEach(this::deliver));
        })
        .mapEmpty();
  }

  /**
   * Tells again what is desired of those shadows of which it is not known that it was told before
   * the restart. To be called once, when those who want to know are there.
   */
  public void announce() {
    for (ShadowName shadow : untold) {
      ShadowRecord record = table.find(shadow);
      Fields delta = record == null ? Fields.EMPTY : record.document().delta();
      if (record != null && !delta.isEmpty()) {
        Requester restart = new Requester(new Source.Shadow(shadow.thing()), null, -1);
        events.publish(
            shadow,
            "update/delta",
            ShadowMessages.delta(delta, record, null),
            restart,
            Acknowledgement.NONE);
      }
    }
    untold = List.of();
  }

  private void deliver(Delivery delivery) {
    Event event = delivery.event();
    ShadowTopic topic = ShadowTopic.parse(event.topic());
    if (topic == null) {
      delivery.acknowledgement().complete(new Admission.Accepted(0));
      return;
    }
    ShadowRequest request =
        new ShadowRequest(topic.shadow(), topic.operation(), event.payload(), Requester.of(event));
    Flow flow = delivery.match().flow();
    String row = flow.to().contains(REQUEST) ? null : flow.id();
    String full = row == null ? null : diskIsBehind();
    if (full != null) {
      // Who sent the event reads no rejection, but can send it again.
      counters.rejected(429);
      delivery.acknowledgement().complete(new Admission.Refused(Admission.Reason.QUEUE_FULL, full));
      return;
    }
    Exchange exchange = new Exchange(request, delivery.acknowledgement(), null, row);
    run(exchange, () -> operations.run(request));
  }

  /**
   * Does what is asked.
   *
   * @param asker takes the answer, once; what it says is on disk then
   */
  public void request(ShadowRequest request, Consumer<ShadowAnswer> asker) {
    Exchange exchange = new Exchange(request, Acknowledgement.NONE, asker, null);
    run(exchange, () -> operations.run(request));
  }

  /**
   * Makes a document that was made elsewhere a shadow's own, with its timestamps, and tells of it
   * as of an update. In memory it is done when this returns.
   *
   * @param asker takes the answer, once; what it says is on disk then
   */
  public void adopt(
      ShadowName shadow, ShadowDocument document, Requester by, Consumer<ShadowAnswer> asker) {
    ShadowRequest request = new ShadowRequest(shadow, ShadowOperation.UPDATE, Payload.EMPTY, by);
    Exchange exchange = new Exchange(request, Acknowledgement.NONE, asker, null);
    run(exchange, () -> operations.adopt(request, document));
  }

  /** What a request does, at once and in memory. */
  @FunctionalInterface
  private interface Step {
    Outcome run() throws ShadowRejection;
  }

  private void run(Exchange exchange, Step step) {
    ShadowRequest request = exchange.request;
    ShadowName shadow = request.shadow();
    int underWay = inFlight.getOrDefault(shadow.thing(), 0);
    if (exchange.isCounted()) {
      inFlight.put(shadow.thing(), underWay + 1);
    }
    ShadowRejection noRoom = roomFor(exchange, underWay);
    if (noRoom != null) {
      exchange.became(operations.rejected(request, noRoom));
      answers.safe(exchange); // out of turn: who waits takes room
      return;
    }
    try {
      exchange.became(step.run());
    } catch (ShadowRejection why) {
      exchange.became(operations.rejected(request, why));
    } catch (RuntimeException broken) {
      complaints.broken(request, broken);
      exchange.became(operations.rejected(request, ShadowRejection.broken()));
    }
    if (exchange.change() != null) {
      announced.save();
      exchange.acknowledgement.logged();
    }
    unsafe.add(exchange);
  }

  /** Returns why there is no room for one more request now; null if there is. */
  private @Nullable ShadowRejection roomFor(Exchange exchange, int underWay) {
    if (exchange.isCounted() && underWay >= limits.inFlight()) {
      return ShadowRejection.tooMany(
          "%d requests for thing %s are under way; there may be %d"
              .formatted(underWay, exchange.request.shadow().thing(), limits.inFlight()));
    }
    String full = diskIsBehind();
    return full == null ? null : ShadowRejection.tooMany(full);
  }

  private @Nullable String diskIsBehind() {
    return unsafe.bytes() < limits.unsafeBytes()
        ? null
        : "changes of %d bytes wait for the disk; there may be %d"
            .formatted(unsafe.bytes(), limits.unsafeBytes());
  }

  private void over(Exchange exchange) {
    ShadowName shadow = exchange.request.shadow();
    if (exchange.isCounted()) {
      inFlight.computeIfPresent(shadow.thing(), (_, number) -> number == 1 ? null : number - 1);
    }
    if (exchange.change() != null) {
      listener.accept(shadow);
    }
  }

  /** Sets who is told of every change, when it is on disk. */
  public void onChange(Consumer<ShadowName> changed) {
    listener = changed;
  }

  /** Returns a shadow as it is now, perhaps not on disk yet; null if there is none. */
  public @Nullable ShadowState find(ShadowName shadow) {
    ShadowRecord record = table.live(shadow);
    return record == null ? null : new ShadowState(record);
  }

  /** Returns which shadows there are, in order: a view that must not be kept. */
  public Set<ShadowName> all() {
    return Collections.unmodifiableSet(table.after("", null).keySet());
  }

  /** Returns what there is to look at. */
  public ShadowCatalog catalog() {
    return catalog;
  }

  /** Returns what there is and what happened so far. */
  public ShadowStatus status() {
    return new ShadowStatus(
        table.size(),
        table.tombstones(),
        table.bytes(),
        inFlight.values().stream().mapToInt(Integer::intValue).sum(),
        table.forgottenTombstones(),
        counters);
  }
}
