package io.edgecoordinator.flow;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Addresses;
import io.edgecoordinator.event.Admission;
import io.edgecoordinator.event.Admission.Refused;
import io.edgecoordinator.event.Arrival;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.EventBatch;
import io.edgecoordinator.event.JointAcknowledgement;
import io.edgecoordinator.event.TopicCache;
import io.edgecoordinator.event.TopicTemplate;
import io.edgecoordinator.log.LogThrottle;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes every event at {@link Addresses#EVENT}, asks the table where it goes, and sends it there.
 * The one door: what a task answers or a row forwards comes in again by the same address.
 *
 * <p>Belongs to one event loop: all its methods are called there.
 */
public final class EventRouter {

  /** How many tasks or rows may pass an event on, by default. */
  public static final int DEFAULT_MAX_HOPS = 16;

  /** Topics whose rows are remembered. */
  private static final int REMEMBERED_TOPICS = 10_000;

  private static final int SHOWN_PAYLOAD = 1_000;

  private static final Logger log = LoggerFactory.getLogger(EventRouter.class);
  private static final Logger events = LoggerFactory.getLogger("events");
  private static final Admission NOBODY = new Admission.Accepted(0);

  private final Vertx vertx;
  private final int maxHops;
  private final LogThrottle complaints;
  private final LogThrottle eventLines;
  private final TopicCache<List<FlowMatch>> candidates;
  private final Outboxes outboxes;
  private List<Arrival> forwarded = new ArrayList<>();
  private final List<Consumer<Routed>> taps = new ArrayList<>();
  private final List<Consumer<EventFlowTable>> switched = new ArrayList<>();

  private EventFlowTable table;
  private long routed;
  private long unmatched;
  private long dropped;
  private long tooManyHops;
  private long failedExpressions;

  /**
   * Creates a router; {@link #start} opens the door.
   *
   * @param vertx whose event bus the parts talk over
   * @param table the rows in force at first
   * @param maxHops how many tasks or rows may pass an event on, at least 1
   * @param clock for holding back repeated log lines
   */
  public EventRouter(Vertx vertx, EventFlowTable table, int maxHops, InstantSource clock) {
    this.vertx = vertx;
    this.table = table;
    this.candidates = new TopicCache<>(REMEMBERED_TOPICS, topic -> this.table.candidates(topic));
    this.maxHops = maxHops;
    this.complaints = new LogThrottle(5, clock);
    this.outboxes = new Outboxes(vertx.eventBus(), complaints);
    this.eventLines = new LogThrottle(100, clock);
  }

  /** Begins to take events. */
  public void start() {
    vertx.eventBus().<EventBatch>localConsumer(Addresses.EVENT, message -> route(message.body()));
  }

  /** Returns the rows in force. */
  public EventFlowTable table() {
    return table;
  }

  /**
   * Returns what a row of the table in force says about its deliveries.
   *
   * @param flow the row's id in the table; the defaults hold if it is not there any more
   */
  public DeliveryOptions deliveryOptions(String flow) {
    return table.flow(flow).map(Flow::delivery).orElse(DeliveryOptions.DEFAULT);
  }

  /** Puts other rows in force, whole, between two events. */
  public void replace(EventFlowTable newTable) {
    table = newTable;
    candidates.clear();
    outboxes.forgetNames();
    switched.forEach(listener -> listener.accept(newTable));
  }

  /** Has a listener told of each table that is put in force from now on. */
  public void onReplace(Consumer<EventFlowTable> listener) {
    switched.add(listener);
  }

  /** Shows every event from now on to a watcher, until the returned handle is closed. */
  public Tap tap(Consumer<Routed> watcher) {
    taps.add(watcher);
    return () -> taps.remove(watcher);
  }

  /** Ends a tap. */
  @FunctionalInterface
  public interface Tap extends AutoCloseable {
    @Override
    void close();
  }

  /** Returns what happened so far. */
  public RouterCounters counters() {
    return new RouterCounters(
        routed, unmatched, dropped, tooManyHops, failedExpressions, outboxes.nobodyThere());
  }

  private void route(EventBatch batch) {
    for (Arrival arrival : batch.arrivals()) {
      route(arrival);
    }
    outboxes.send();
    if (!forwarded.isEmpty()) {
      List<Arrival> again = forwarded;
      forwarded = new ArrayList<>();
      vertx.eventBus().send(Addresses.EVENT, new EventBatch(again));
    }
  }

  private void route(Arrival arrival) {
    Event event = arrival.event();
    if (event.hops() > maxHops) {
      refuseHops(arrival);
      return;
    }
    routed++;
    List<FlowMatch> matches = matches(event);
    if (matches.isEmpty()) {
      unmatched++;
      arrival.acknowledgement().complete(NOBODY);
    } else if (!arrival.acknowledgement().isAwaited()) {
      deliver(event, matches, null);
    } else {
      JointAcknowledgement joint = new JointAcknowledgement(arrival.acknowledgement());
      deliver(event, matches, joint);
      joint.release();
    }
    if (!taps.isEmpty()) {
      Routed seen = new Routed(event, matches);
      List.copyOf(taps).forEach(tap -> tap.accept(seen));
    }
  }

  private void refuseHops(Arrival arrival) {
    tooManyHops++;
    Event event = arrival.event();
    String reason = "passed on more than " + maxHops + " times; do rows or tasks feed themselves?";
    if (complaints.permits()) {
      log.warn(
          "event {} on {} from {} was refused: {}{}",
          event.idText(),
          event.topic(),
          event.source(),
          reason,
          complaints.takeSuppressed());
    }
    arrival.acknowledgement().complete(new Refused(Admission.Reason.TOO_MANY_HOPS, reason));
  }

  private List<FlowMatch> matches(Event event) {
    return EventFlowTable.select(candidates.get(event.topic()), event, this::expressionFailed);
  }

  private void expressionFailed(FlowMatch match, ExpressionException failure, Event event) {
    failedExpressions++;
    if (complaints.permits()) {
      log.info(
          "flow {}: no value for event {} on {}: {}{}",
          match.flow().id(),
          event.idText(),
          event.topic(),
          failure.getMessage(),
          complaints.takeSuppressed());
    }
  }

  private void deliver(Event event, List<FlowMatch> matches, @Nullable JointAcknowledgement joint) {
    for (FlowMatch match : matches) {
      Flow flow = match.flow();
      Event outgoing = event;
      if (flow.transform() != null) {
        try {
          outgoing = event.withPayload(flow.transform().apply(event, match.captures()));
        } catch (ExpressionException failure) {
          expressionFailed(match, failure, event);
          continue;
        }
      }
      outgoing = flow.delivery().applyTo(outgoing);
      for (Destination destination : flow.to()) {
        deliver(outgoing, match, destination, joint);
      }
    }
  }

  private void deliver(
      Event event, FlowMatch match, Destination destination, @Nullable JointAcknowledgement joint) {
    switch (destination) {
      case Destination.Task task -> outboxes.task(task.name()).add(delivery(event, match, joint));
      case Destination.Subscribers _ -> outboxes.subscribers().add(delivery(event, match, joint));
      case Destination.Upstream to -> {
        Event outgoing = to.topic() == null ? event : renamed(event, to.topic(), match);
        if (outgoing.topic().isEmpty()) {
          dropped++; // as in forward
        } else {
          outboxes.upstream(to.via()).add(delivery(outgoing, match, joint));
        }
      }
      case Destination.Shadow to -> updateShadow(event, match, to, joint);
      case Destination.ShadowRequest _ -> outboxes.shadow().add(delivery(event, match, joint));
      case Destination.Topic to -> forward(renamed(event, to.topic(), match), joint);
      case Destination.Log _ -> logEvent(event, match);
      case Destination.Drop _ -> dropped++;
    }
  }

  private void updateShadow(
      Event event, FlowMatch match, Destination.Shadow to, @Nullable JointAcknowledgement joint) {
    try {
      Event update = ShadowUpdate.of(event, to, match.captures());
      outboxes.shadow().add(delivery(update, match, joint));
    } catch (ExpressionException failure) {
      expressionFailed(match, failure, event);
    }
  }

  private static Event renamed(Event event, TopicTemplate topic, FlowMatch match) {
    return event.forwardedTo(topic.fill(match.captures()), event.payload());
  }

  private static Delivery delivery(
      Event event, FlowMatch match, @Nullable JointAcknowledgement joint) {
    return new Delivery(event, match, expect(joint));
  }

  private void forward(Event event, @Nullable JointAcknowledgement joint) {
    if (event.topic().isEmpty()) {
      // {name} alone, and the level it captured was empty.
      dropped++;
      return;
    }
    forwarded.add(new Arrival(event, expect(joint)));
  }

  private static Acknowledgement expect(@Nullable JointAcknowledgement joint) {
    return joint == null ? Acknowledgement.NONE : joint.expect();
  }

  private void logEvent(Event event, FlowMatch match) {
    if (eventLines.permits()) {
      String text = event.payload().text();
      events.info(
          "{}: {} {}{}",
          match.flow().id(),
          event.topic(),
          text.length() <= SHOWN_PAYLOAD ? text : text.substring(0, SHOWN_PAYLOAD) + "…",
          eventLines.takeSuppressed());
    }
  }
}
