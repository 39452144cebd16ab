package io.edgecoordinator.forwarding;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Addresses;
import io.edgecoordinator.event.Admission;
import io.edgecoordinator.event.Arrival;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.EventBatch;
import io.edgecoordinator.event.EventIds;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.event.Source;
import io.edgecoordinator.flow.EventFlowTable;
import io.edgecoordinator.log.LogThrottle;
import io.edgecoordinator.upstream.IncomingMessage;
import io.edgecoordinator.upstream.Upstream;
import io.edgecoordinator.upstream.UpstreamListener;
import io.vertx.core.Context;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets in what rows ask for of one broker upstream. A message of QoS 1 is done when every
 * destination has it safe. If one refuses it, it is let in again after a while, with the same event
 * id; if the link is lost before, the broker sends it again. Belongs to the event loop.
 */
final class Incoming implements UpstreamListener {

  private static final Logger log = LoggerFactory.getLogger(Incoming.class);

  /** How long a message rests that was refused, in milliseconds; doubled each time. */
  private static final long FIRST_REST_MILLIS = 1_000;

  private static final long LONGEST_REST_MILLIS = 60_000;

  private final Context loop;
  private final Upstream upstream;
  private final Source source;
  private final EventIds ids;
  private final InstantSource clock;
  private final LogThrottle complaints;
  private final Set<String> filters = new HashSet<>();
  private final Set<Unsettled> unsettled = new HashSet<>();
  private List<Arrival> arrived = new ArrayList<>();
  private long count;
  private long refused;

  Incoming(Context loop, Upstream upstream, EventIds ids, InstantSource clock) {
    this.loop = loop;
    this.upstream = upstream;
    this.source = new Source.Upstream(upstream.name());
    this.ids = ids;
    this.clock = clock;
    this.complaints = new LogThrottle(1, clock);
  }

  /** Begins to listen to the link. */
  void start() {
    upstream.listen(this);
  }

  /** From now on lets in what the rows of a table ask for. */
  void follow(EventFlowTable table) {
    Set<String> wanted = UpstreamRows.filters(table, upstream.name());
    for (String filter : wanted) {
      if (filters.add(filter)) {
        upstream.subscribe(filter, QoS.AT_LEAST_ONCE, this::receive);
      }
    }
    // Those that go come last, so that nothing is missed that another filter is to match now.
    for (String filter : List.copyOf(filters)) {
      if (!wanted.contains(filter)) {
        filters.remove(filter);
        upstream.unsubscribe(filter);
      }
    }
  }

  /** What was not settled comes again. */
  @Override
  public void disconnected() {
    unsettled.clear();
  }

  long count() {
    return count;
  }

  long refused() {
    return refused;
  }

  long unsettled() {
    return unsettled.size();
  }

  private void receive(IncomingMessage message) {
    count++;
    Event event = event(message);
    if (message.qos() == QoS.AT_MOST_ONCE) {
      enter(event, Acknowledgement.NONE);
    } else if (unsettled.size() < ForwardingLimits.DEFAULT.unsettled()) {
      Unsettled waiting = new Unsettled(event, message);
      unsettled.add(waiting);
      waiting.enter();
    } else {
      refused++;
      complain(event, "too many before it are not safe yet; it comes again with the next link");
    }
  }

  private Event event(IncomingMessage message) {
    Long seconds = message.expirySeconds();
    return new Event(
        ids.next(),
        source,
        null,
        message.topic(),
        message.payload(),
        message.qos(),
        false,
        Messages.hops(message.properties()),
        seconds == null ? Event.NEVER : clock.millis() + seconds * 1_000,
        message.properties());
  }

  /** Those of one turn of the event loop go together. */
  private void enter(Event event, Acknowledgement acknowledgement) {
    if (arrived.isEmpty()) {
      loop.runOnContext(_ -> {
        List<Arrival> batch = arrived;
        arrived = new ArrayList<>();
        loop.owner().eventBus().send(Addresses.EVENT, new EventBatch(batch));
      });
    }
    arrived.add(new Arrival(event, acknowledgement));
  }

  private void complain(Event event, String why) {
    if (complaints.permits()) {
      log.warn(
          "a message on {} from upstream {} was refused (event {}): {}{}",
          event.topic(),
          upstream.name(),
          event.idText(),
          why,
          complaints.takeSuppressed());
    }
  }

  /** A message that is not safe yet. */
  private final class Unsettled implements Acknowledgement {

    private final Event event;
    private final IncomingMessage message;
    private long restMillis = FIRST_REST_MILLIS;

    Unsettled(Event event, IncomingMessage message) {
      this.event = event;
      this.message = message;
    }

    void enter() {
      Incoming.this.enter(event, this);
    }

    @Override
    public void complete(Admission admission) {
      switch (admission) {
        case Admission.Accepted _ -> done();
        case Admission.Refused why -> {
          refused++;
          complain(event, why.detail());
          if (why.reason() == Admission.Reason.TOO_MANY_HOPS) {
            done(); // it would go round again
          } else {
            enterLater();
          }
        }
      }
    }

    private void done() {
      if (unsettled.remove(this)) {
        message.done().run();
      }
    }

    private void enterLater() {
      loop.owner()
          .setTimer(
              restMillis,
              _ -> {
                if (unsettled.contains(this)) {
                  enter();
                }
              });
      restMillis = Math.min(restMillis * 2, LONGEST_REST_MILLIS);
    }
  }
}
