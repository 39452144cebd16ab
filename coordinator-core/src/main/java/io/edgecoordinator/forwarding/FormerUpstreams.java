package io.edgecoordinator.forwarding;

import io.edgecoordinator.flow.Priority;
import io.edgecoordinator.store.Codec;
import io.edgecoordinator.store.DeliveryQueue;
import io.edgecoordinator.store.DurableMap;
import io.edgecoordinator.store.QueueStatus;
import io.edgecoordinator.store.RecordInput;
import io.edgecoordinator.store.RecordOutput;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brokers that are not in the configuration any more, but for which something waits. It stays on
 * disk, counts against the bounds and is seen among the deliveries, until it is too old or its
 * broker is named again. Belongs to the event loop.
 */
final class FormerUpstreams {

  private static final Logger log = LoggerFactory.getLogger(FormerUpstreams.class);

  /** The names are all there is to know. */
  private static final Codec<Boolean> PRESENT =
      new Codec<>() {
        @Override
        public void write(Boolean value, RecordOutput out) {}

        @Override
        public Boolean read(RecordInput in) {
          return true;
        }
      };

  private final Forwarding.Kept kept;
  private final InstantSource clock;
  private final DurableMap<Boolean> names;
  private final Map<String, List<DeliveryQueue<UpstreamDelivery>>> waiting = new TreeMap<>();

  FormerUpstreams(Forwarding.Kept kept, InstantSource clock) {
    this.kept = kept;
    this.clock = clock;
    this.names = kept.store().map("upstreams", PRESENT);
  }

  /** Finds them, and remembers those there are now. */
  void start(Collection<String> present) {
    names
        .load()
        .onSuccess(known -> {
          present.stream().filter(name -> !known.containsKey(name)).forEach(this::remember);
          known.keySet().stream().filter(name -> !present.contains(name)).forEach(this::open);
          sweep();
        })
        .onFailure(failure ->
            log.error("whether anything waits for former upstreams is not known", failure));
  }

  private void remember(String name) {
    names.put(name, true);
  }

  private void open(String name) {
    List<DeliveryQueue<UpstreamDelivery>> lanes =
        Arrays.stream(Priority.values()).map(priority -> open(name, priority)).toList();
    waiting.put(name, lanes);
    long count = lanes.stream().mapToLong(DeliveryQueue::count).sum();
    if (count > 0) {
      log.warn(
          "{} deliveries wait for upstream \"{}\", which is not in the configuration any more: they"
              + " are sent if it is named again, and given up when limits.queueAge is over",
          count,
          name);
    }
  }

  private DeliveryQueue<UpstreamDelivery> open(String name, Priority priority) {
    String destination = DurableLane.destination(name, priority);
    DeliveryQueue<UpstreamDelivery> queue =
        new DeliveryQueue<>(
            destination,
            kept.store(),
            kept.store().deliveries(destination, UpstreamDelivery.CODEC),
            kept.limits(),
            ForwardingLimits.DEFAULT.inMemory(),
            kept.budget(),
            clock,
            () -> {});
    queue.park();
    return queue;
  }

  /** Gives up what is too old, and forgets those for which nothing waits. */
  void sweep() {
    for (Iterator<String> i = waiting.keySet().iterator(); i.hasNext(); ) {
      String name = i.next();
      List<DeliveryQueue<UpstreamDelivery>> lanes = waiting.getOrDefault(name, List.of());
      lanes.forEach(DeliveryQueue::sweep);
      if (lanes.stream().allMatch(lane -> lane.count() == 0)) {
        lanes.forEach(DeliveryQueue::delete);
        names.remove(name);
        i.remove();
      }
    }
  }

  List<QueueStatus> queues() {
    return waiting.values().stream()
        .flatMap(List::stream)
        .map(DeliveryQueue::status)
        .filter(lane -> lane.count() > 0)
        .toList();
  }
}
