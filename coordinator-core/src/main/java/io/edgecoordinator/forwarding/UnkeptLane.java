package io.edgecoordinator.forwarding;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Admission;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.store.DeliveryQueue;
import io.edgecoordinator.store.Entry;
import io.edgecoordinator.store.QueueStatus;
import io.edgecoordinator.store.QueueStatus.Drop;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Messages of QoS 0. They wait only until the socket takes them: while the link is down they are
 * dropped and counted, and so is what comes faster than it goes.
 */
final class UnkeptLane implements Lane, DeliveryQueue.Outlet<UpstreamDelivery> {

  private static final Admission NOBODY = new Admission.Accepted(0);

  private final DeliveryQueue<UpstreamDelivery> queue;
  private final Sender sender;
  private boolean connected;
  private final Set<Entry<UpstreamDelivery>> underWay = new HashSet<>();
  private long away;

  UnkeptLane(String upstream, Forwarding.Kept kept, Sender sender) {
    this.sender = sender;
    this.queue =
        new DeliveryQueue<>(
            "upstream:" + upstream + "/at-most-once",
            kept.store(),
            null,
            sender.limits().unkept(),
            sender.limits().unkept(),
            kept.budget(),
            sender.clock(),
            this);
  }

  /** Takes an event, or drops it; the acknowledgement hears of no refusal. */
  void offer(Event event, Acknowledgement acknowledgement) {
    if (connected) {
      queue.offer(new UpstreamDelivery(event), false, acknowledgement);
    } else {
      away++;
      acknowledgement.complete(NOBODY);
    }
  }

  @Override
  public void available() {
    sender.wake();
  }

  @Override
  public boolean isReady() {
    return queue.isAtHand() && underWay.size() < sender.limits().unkeptUnderWay();
  }

  @Override
  public boolean sendNext() {
    Entry<UpstreamDelivery> entry = queue.poll();
    if (entry == null) {
      return false;
    }
    underWay.add(entry);
    sender.send(entry.item().event(), false, answer -> answered(entry, answer));
    return true;
  }

  private void answered(Entry<UpstreamDelivery> entry, Sender.Answer answer) {
    if (answer == Sender.Answer.LOST) {
      lose(entry);
    } else if (underWay.remove(entry)) {
      queue.done(entry);
    }
  }

  private void lose(Entry<UpstreamDelivery> entry) {
    if (underWay.remove(entry)) {
      away++;
      queue.done(entry);
    }
  }

  @Override
  public void connected() {
    connected = true;
  }

  @Override
  public void disconnected() {
    connected = false;
    for (Entry<UpstreamDelivery> entry = queue.poll(); entry != null; entry = queue.poll()) {
      underWay.add(entry);
    }
    List.copyOf(underWay).forEach(this::lose);
  }

  @Override
  public void sweep() {
    queue.sweep();
  }

  @Override
  public QueueStatus status() {
    QueueStatus status = queue.status();
    if (away == 0) {
      return status;
    }
    Map<Drop, Long> dropped = new EnumMap<>(Drop.class);
    dropped.putAll(status.dropped());
    dropped.put(Drop.AWAY, away);
    return new QueueStatus(
        status.destination(),
        status.durable(),
        status.count(),
        status.bytes(),
        status.oldestMillis(),
        dropped);
  }
}
