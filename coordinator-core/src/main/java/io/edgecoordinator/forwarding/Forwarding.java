package io.edgecoordinator.forwarding;

import io.edgecoordinator.event.Addresses;
import io.edgecoordinator.event.Admission;
import io.edgecoordinator.event.EventIds;
import io.edgecoordinator.flow.DeliveryBatch;
import io.edgecoordinator.flow.EventFlowTable;
import io.edgecoordinator.flow.EventRouter;
import io.edgecoordinator.log.LogThrottle;
import io.edgecoordinator.store.QueueBudget;
import io.edgecoordinator.store.QueueLimits;
import io.edgecoordinator.store.QueueStatus;
import io.edgecoordinator.store.Store;
import io.edgecoordinator.upstream.Upstream;
import io.vertx.core.Context;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends events to brokers upstream, keeps those that can't be sent yet, and lets those in that rows
 * ask for. Belongs to the event loop.
 *
 * <p>On a box that has no upstream, rows that send there have no effect; where there are some, what
 * a row sends to a name that is not among them is refused. Both are counted and said in {@link
 * #notes}.
 */
public final class Forwarding {

  private static final Logger log = LoggerFactory.getLogger(Forwarding.class);

  /** How often it is looked for what is too old, in milliseconds. */
  private static final long SWEEP_MILLIS = 10_000;

  private static final Admission NOBODY = new Admission.Accepted(0);

  private final Context loop;
  private final List<Target> targets;
  private final EventRouter router;
  private final Kept kept;
  private final EventIds ids;
  private final Clock clock;
  private final LogThrottle complaints;
  private final FormerUpstreams former;
  private final Map<String, Link> links = new LinkedHashMap<>();

  /** Names that rows send to, or did, and that are not there. */
  private final Set<String> unknown = new HashSet<>();

  private List<String> notes = List.of();
  private long nowhere;
  private long refused;

  /** Both directions of one broker. */
  private record Link(Forwarder forwarder, Incoming incoming) {}

  /**
   * Creates the forwarding; {@link #start} sets it going.
   *
   * @param targets the first is the one of rows that name none
   */
  public Forwarding(
      Context loop,
      List<Target> targets,
      EventRouter router,
      Kept kept,
      EventIds ids,
      Clock clock) {
    this.loop = loop;
    this.targets = List.copyOf(targets);
    this.router = router;
    this.kept = kept;
    this.ids = ids;
    this.clock = clock;
    this.complaints = new LogThrottle(1, clock);
    this.former = new FormerUpstreams(kept, clock);
  }

  /**
   * A broker, and how fast it may be sent to.
   *
   * @param rate events a second at most, at least 1
   */
  public record Target(Upstream upstream, int rate) {}

  /** Where deliveries survive, and how many may. */
  public record Kept(Store store, QueueLimits limits, QueueBudget budget) {}

  /** Begins to take deliveries, and to follow the links. */
  public void start() {
    List<Forwarder> forwarders = targets.stream().map(this::add).toList();
    consume(Addresses.UPSTREAM, forwarders.isEmpty() ? this::dropAll : forwarders.getFirst()::take);
    former.start(links.keySet());
    router.onReplace(this::follow);
    follow(router.table());
    links
        .values()
        .forEach(link -> {
          link.forwarder().start();
          link.incoming().start();
        });
    loop.owner().setPeriodic(SWEEP_MILLIS, _ -> sweep());
  }

  private Forwarder add(Target target) {
    Upstream upstream = target.upstream();
    Forwarder forwarder = new Forwarder(loop, target, kept, clock);
    links.put(upstream.name(), new Link(forwarder, new Incoming(loop, upstream, ids, clock)));
    consume(Addresses.upstream(upstream.name()), forwarder::take);
    return forwarder;
  }

  private void consume(String address, Consumer<DeliveryBatch> taker) {
    loop.owner()
        .eventBus()
        .<DeliveryBatch>localConsumer(address, message -> taker.accept(message.body()));
  }

  private void follow(EventFlowTable table) {
    links.values().forEach(link -> link.incoming().follow(table));
    for (String name : UpstreamRows.destinations(table)) {
      if (!links.containsKey(name) && unknown.add(name)) {
        consume(
            Addresses.upstream(name),
            targets.isEmpty() ? this::dropAll : batch -> refuseAll(name, batch));
      }
    }
    notes = UpstreamRows.faults(table, links.keySet());
    notes.forEach(log::warn);
  }

  private void dropAll(DeliveryBatch batch) {
    nowhere += batch.deliveries().size();
    batch.deliveries().forEach(delivery -> delivery.acknowledgement().complete(NOBODY));
  }

  private void refuseAll(String name, DeliveryBatch batch) {
    refused += batch.deliveries().size();
    String reason = UpstreamRows.unknown(name, links.keySet());
    if (complaints.permits()) {
      log.warn(
          "{} deliveries were refused: {}{}",
          batch.deliveries().size(),
          reason,
          complaints.takeSuppressed());
    }
    Admission refusal = new Admission.Refused(Admission.Reason.NO_DESTINATION, reason);
    batch.deliveries().forEach(delivery -> delivery.acknowledgement().complete(refusal));
  }

  private void sweep() {
    links.values().forEach(link -> link.forwarder().sweep());
    former.sweep();
  }

  /** Takes nothing more out of the queues. */
  public void stop() {
    links.values().forEach(link -> link.forwarder().stop());
  }

  /** Returns how the queues do. */
  public List<QueueStatus> queues() {
    List<QueueStatus> queues = new ArrayList<>();
    links.values().forEach(link -> queues.addAll(link.forwarder().queues()));
    queues.addAll(former.queues());
    return queues;
  }

  /** Returns what was sent and what came since the start, in the order of the configuration. */
  public List<ForwardingStatus> status() {
    return links.values().stream().map(link -> link.forwarder().status(link.incoming())).toList();
  }

  /** Returns what rows in force say of brokers that this box does not have, one line each. */
  public List<String> notes() {
    return notes;
  }

  /** Returns how many deliveries had no effect because this box has no upstream. */
  public long nowhere() {
    return nowhere;
  }

  /** Returns how many deliveries were refused because there is no broker of the name. */
  public long refusedByName() {
    return refused;
  }
}
