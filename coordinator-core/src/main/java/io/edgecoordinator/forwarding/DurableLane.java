package io.edgecoordinator.forwarding;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.flow.Priority;
import io.edgecoordinator.store.DeliveryQueue;
import io.edgecoordinator.store.Entry;
import io.edgecoordinator.store.QueueStatus;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Messages of one priority that are kept until the broker has them: in the store, under the
 * destination {@code upstream:NAME/PRIORITY}. They are sent in order, and those the broker has not
 * answered for when the link is lost are sent again, before all others. While the link is down
 * nothing is in memory.
 */
final class DurableLane implements Lane, DeliveryQueue.Outlet<UpstreamDelivery> {

  private final DeliveryQueue<UpstreamDelivery> queue;
  private final Sender sender;

  /** In the order in which they were sent. */
  private final Set<Entry<UpstreamDelivery>> underWay = new LinkedHashSet<>();

  /** Those of them of which it is known that they did not arrive. */
  private int failed;

  /** Number of the last that was ever sent, as far as this process knows. */
  private long sentUpTo;

  /** Opens a lane; it holds what its destination holds in the store. */
  DurableLane(String upstream, Priority priority, Forwarding.Kept kept, Sender sender) {
    String destination = destination(upstream, priority);
    this.sender = sender;
    this.queue =
        new DeliveryQueue<>(
            destination,
            kept.store(),
            kept.store().deliveries(destination, UpstreamDelivery.CODEC),
            kept.limits(),
            sender.limits().inMemory(),
            kept.budget(),
            sender.clock(),
            this);
    queue.park();
  }

  /** Returns the name a lane has in the store, and for people. */
  static String destination(String upstream, Priority priority) {
    return "upstream:" + upstream + "/" + priority.name().toLowerCase(Locale.ROOT);
  }

  /** Takes an event; the acknowledgement is told when it is on disk, or that there is no room. */
  void offer(Event event, Acknowledgement acknowledgement) {
    queue.offer(new UpstreamDelivery(event), true, acknowledgement);
  }

  @Override
  public void available() {
    sender.wake();
  }

  @Override
  public boolean isReady() {
    return failed == 0 && queue.isAtHand() && sender.hasRoom();
  }

  @Override
  public boolean sendNext() {
    Entry<UpstreamDelivery> entry = queue.poll();
    if (entry == null) {
      return false;
    }
    boolean again = entry.sequence() <= sentUpTo;
    sentUpTo = Math.max(sentUpTo, entry.sequence());
    underWay.add(entry);
    sender.send(entry.item().event(), again, answer -> answered(entry, answer));
    return true;
  }

  private void answered(Entry<UpstreamDelivery> entry, Sender.Answer answer) {
    if (!underWay.contains(entry)) {
      return; // it waits again since the link was lost
    }
    switch (answer) {
      case TAKEN, REFUSED -> {
        underWay.remove(entry);
        queue.done(entry);
      }
      case LOST -> failed++;
    }
    if (failed > 0 && failed == underWay.size()) {
      putBack();
      sender.rest();
    }
  }

  private void putBack() {
    List.copyOf(underWay).reversed().forEach(queue::putBack);
    underWay.clear();
    failed = 0;
  }

  @Override
  public void connected() {
    queue.resume();
  }

  @Override
  public void disconnected() {
    putBack();
    queue.park();
  }

  @Override
  public void sweep() {
    queue.sweep();
  }

  @Override
  public QueueStatus status() {
    return queue.status();
  }
}
