package io.edgecoordinator.forwarding;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.flow.Delivery;
import io.edgecoordinator.flow.DeliveryBatch;
import io.edgecoordinator.flow.Priority;
import io.edgecoordinator.log.LogThrottle;
import io.edgecoordinator.store.QueueStatus;
import io.edgecoordinator.upstream.RefusedUpstream;
import io.edgecoordinator.upstream.Suspected;
import io.edgecoordinator.upstream.Upstream;
import io.edgecoordinator.upstream.UpstreamListener;
import io.vertx.core.Context;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends events to one broker upstream, those that waited for the link among them: those of high
 * priority first, the others with a guaranteed share, all together at a bounded rate. Belongs to
 * the event loop.
 */
final class Forwarder implements Sender, UpstreamListener {

  private static final Logger log = LoggerFactory.getLogger(Forwarder.class);

  /** How long nothing is sent after a failure that the link survived, in milliseconds. */
  private static final long REST_MILLIS = 1_000;

  /** One turn in so many that a lane gets although more urgent messages wait. */
  private static final int UNKEPT_SHARE = 4;

  private static final int NORMAL_SHARE = 4;
  private static final int LOW_SHARE = 10;

  private final Context loop;
  private final Upstream upstream;
  private final InstantSource clock;
  private final LogThrottle complaints;
  private final UnkeptLane unkept;
  private final DurableLane high;
  private final DurableLane normal;
  private final DurableLane low;

  /** The most urgent one first. */
  private final List<Lane> lanes;

  private final Turns turns = new Turns(0, UNKEPT_SHARE, NORMAL_SHARE, LOW_SHARE);
  private final Pace pace;
  private final Suspicion suspicion = new Suspicion();
  private boolean connected;
  private boolean stopped;
  private boolean resting;
  private boolean awake;
  private long sent;
  private long doubled;
  private long refused;

  /** Creates what sends to a broker; it holds what waited for it in the store. */
  Forwarder(Context loop, Forwarding.Target target, Forwarding.Kept kept, InstantSource clock) {
    this.loop = loop;
    this.upstream = target.upstream();
    this.clock = clock;
    this.complaints = new LogThrottle(1, clock);
    this.pace = new Pace(target.rate(), System::nanoTime);
    String name = upstream.name();
    unkept = new UnkeptLane(name, kept, this);
    high = new DurableLane(name, Priority.HIGH, kept, this);
    normal = new DurableLane(name, Priority.NORMAL, kept, this);
    low = new DurableLane(name, Priority.LOW, kept, this);
    lanes = List.of(high, unkept, normal, low);
  }

  /** Begins to listen to the link. */
  void start() {
    upstream.listen(this);
  }

  /** Takes nothing more out of the queues. */
  void stop() {
    stopped = true;
  }

  void take(DeliveryBatch batch) {
    for (Delivery delivery : batch.deliveries()) {
      Event event = delivery.event();
      if (event.qos() == QoS.AT_MOST_ONCE) {
        unkept.offer(event, delivery.acknowledgement());
      } else {
        lane(delivery.match().flow().rank()).offer(event, delivery.acknowledgement());
      }
    }
    wake();
  }

  private DurableLane lane(Priority priority) {
    return switch (priority) {
      case HIGH -> high;
      case NORMAL -> normal;
      case LOW -> low;
    };
  }

  @Override
  public void connected() {
    connected = true;
    lanes.forEach(Lane::connected);
    wake();
  }

  @Override
  public void disconnected() {
    connected = false;
    lanes.forEach(Lane::disconnected);
  }

  @Override
  public void roomy() {
    wake();
  }

  /** Sends in the next turn of the event loop, all that has come by then together. */
  @Override
  public void wake() {
    if (!awake && connected && !resting && !stopped) {
      awake = true;
      loop.runOnContext(_ -> {
        awake = false;
        send();
      });
    }
  }

  @Override
  public void rest() {
    if (connected && !resting) {
      resting = true;
      loop.owner()
          .setTimer(
              REST_MILLIS,
              _ -> {
                resting = false;
                wake();
              });
    }
  }

  private void send() {
    for (int i = 0; i < limits().atATime(); i++) {
      if (!connected || resting || stopped) {
        return;
      }
      if (!pace.permits()) {
        awake = true;
        loop.owner()
            .setTimer(
                pace.waitMillis(),
                _ -> {
                  awake = false;
                  send();
                });
        return;
      }
      int next = turns.next(lane -> mayFrom(lanes.get(lane)));
      if (next == Turns.NONE) {
        return;
      }
      if (lanes.get(next).sendNext()) {
        pace.spend();
      }
    }
    wake();
  }

  /** While it is looked for what the broker can't stand, messages of QoS 1 go one at a time. */
  private boolean mayFrom(Lane lane) {
    return lane.isReady() && (suspicion.isCleared() || (!lane.equals(unkept) && upstream.isIdle()));
  }

  @Override
  public void send(Event event, boolean again, Consumer<Answer> answered) {
    doubled += again ? 1 : 0;
    upstream
        .publish(Messages.of(event, clock.millis()))
        .onComplete(
            _ -> {
              sent++;
              suspicion.answered();
              answered.accept(Answer.TAKEN);
              wake();
            },
            failure -> {
              answered.accept(answerTo(event, failure));
              wake();
            });
  }

  private Answer answerTo(Event event, Throwable failure) {
    return switch (failure) {
      case RefusedUpstream why -> {
        suspicion.answered();
        yield refused(event, why.code(), why.getMessage());
      }
      case Suspected end when suspicion.convicts(event, end.alone()) ->
          refused(event, end.code(), "alone under way, it was twice " + end.getMessage());
      default -> Answer.LOST;
    };
  }

  private Answer refused(Event event, int code, @Nullable String why) {
    refused++;
    if (complaints.permits()) {
      log.warn(
          "upstream {} refused event {} on {} for reason 0x{}: {}{}",
          upstream.name(),
          event.idText(),
          event.topic(),
          Integer.toHexString(code),
          why,
          complaints.takeSuppressed());
    }
    return Answer.REFUSED;
  }

  @Override
  public boolean hasRoom() {
    return upstream.room() > 0;
  }

  @Override
  public InstantSource clock() {
    return clock;
  }

  @Override
  public ForwardingLimits limits() {
    return ForwardingLimits.DEFAULT;
  }

  /** Gives up what is too old. To be called from time to time. */
  void sweep() {
    lanes.forEach(Lane::sweep);
  }

  List<QueueStatus> queues() {
    return lanes.stream().map(Lane::status).toList();
  }

  /** Returns what was sent, and what came by way of another. */
  ForwardingStatus status(Incoming incoming) {
    return new ForwardingStatus(
        upstream.name(),
        sent,
        doubled,
        refused,
        incoming.count(),
        incoming.refused(),
        incoming.unsettled());
  }
}
