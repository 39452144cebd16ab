package io.edgecoordinator.task;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.store.DeliveryLog;
import io.edgecoordinator.store.DeliveryQueue;
import io.edgecoordinator.store.Entry;
import io.edgecoordinator.store.QueueStatus;
import io.edgecoordinator.store.QueueStatus.Drop;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one task and one priority that wait, in order: those that are tried again, then
 * those of the queue. Belongs to the event loop.
 */
final class CallLane implements DeliveryQueue.Outlet<TaskDelivery> {

  private final DeliveryQueue<TaskDelivery> queue;
  private final boolean durable;
  private final InstantSource clock;
  private final CallQueue owner;
  private final ArrayDeque<TaskCall> again = new ArrayDeque<>(0);
  private int volatileWaiting;
  private boolean used;
  private boolean draining;

  /**
   * Opens a lane; it holds what its log holds.
   *
   * @param durable where deliveries with a guarantee survive a restart, or null if they don't
   * @param all whose bounds hold
   * @param owner told of what it can't see by itself
   */
  CallLane(
      String destination,
      @Nullable DeliveryLog<TaskDelivery> durable,
      CallQueues all,
      CallQueue owner) {
    SchedulerLimits limits = all.limits();
    this.durable = durable != null;
    this.clock = all.clock();
    this.owner = owner;
    this.queue =
        new DeliveryQueue<>(
            destination,
            all.store(),
            durable,
            limits.queue(),
            limits.inMemory(),
            all.budget(),
            clock,
            this);
    this.used = queue.count() > 0;
  }

  /** Adds a delivery at the end. Says whether there was room. */
  boolean offer(TaskDelivery delivery, Acknowledgement acknowledgement) {
    used = true;
    boolean kept =
        durable && delivery.asker() == null && delivery.event().qos() != QoS.AT_MOST_ONCE;
    if (!kept) {
      volatileWaiting++;
    }
    boolean taken = queue.offer(delivery, kept, acknowledgement);
    if (!taken && !kept) {
      volatileWaiting--;
    }
    return taken;
  }

  /**
   * Takes the next call; null if there is none, or none at hand yet.
   *
   * @param admits which calls may go; null if all may
   */
  @Nullable TaskCall poll(@Nullable Predicate<Entry<TaskDelivery>> admits) {
    if (draining && volatileWaiting == 0) {
      return null;
    }
    TaskCall call = next(admits);
    while (draining && call != null && call.isDurable()) {
      // It stays in the log, for the next start.
      call = next(admits);
    }
    if (call != null && !call.isDurable()) {
      volatileWaiting--;
    }
    return call;
  }

  private @Nullable TaskCall next(@Nullable Predicate<Entry<TaskDelivery>> admits) {
    for (TaskCall call; (call = nextAgain(admits)) != null; ) {
      if (clock.millis() < call.delivery().deadline()) {
        return call;
      }
      queue.expired(call.entry());
    }
    Entry<TaskDelivery> entry =
        admits == null && !queue.isExpiring() ? queue.poll() : pollAhead(admits);
    return entry == null ? null : begin(entry);
  }

  private @Nullable TaskCall nextAgain(@Nullable Predicate<Entry<TaskDelivery>> admits) {
    if (admits == null || again.isEmpty()) {
      return again.pollFirst();
    }
    for (TaskCall call : again) {
      if (admits.test(call.entry())) {
        again.remove(call);
        return call;
      }
    }
    return null;
  }

  private @Nullable Entry<TaskDelivery> pollAhead(@Nullable Predicate<Entry<TaskDelivery>> admits) {
    Predicate<Entry<TaskDelivery>> admitted = admits == null ? _ -> true : admits;
    Entry<TaskDelivery> taken = null;
    Entry<TaskDelivery> chosen = LookAhead.choose(queue, admitted);
    while (chosen != null && (taken = queue.poll(chosen)) == null) {
      chosen = LookAhead.choose(queue, admitted);
    }
    return taken;
  }

  /** Gives up those at hand whose deadline has passed, as far as is looked ahead. */
  void expire() {
    for (Entry<TaskDelivery> earliest = LookAhead.earliest(queue);
        earliest != null && earliest.item().deadline() <= clock.millis();
        earliest = LookAhead.earliest(queue)) {
      if (queue.poll(earliest) != null) {
        queue.putBack(earliest); // the clock was set back
        return;
      }
    }
  }

  private TaskCall begin(Entry<TaskDelivery> entry) {
    return new TaskCall(owner.nextId(), entry, isDurable(entry), 1);
  }

  /** Says whether a delivery survives a restart. */
  boolean isDurable(Entry<TaskDelivery> entry) {
    return durable && entry.sequence() > 0;
  }

  /** Puts a call that had begun back to the front; there is always room for it. */
  void putBack(TaskCall call) {
    again.addFirst(call);
    countBack(call);
  }

  /** Adds a call that is to be tried once more behind others of the kind. */
  void again(TaskCall call) {
    again.addLast(call);
    countBack(call);
  }

  private void countBack(TaskCall call) {
    if (!call.isDurable()) {
      volatileWaiting++;
    }
  }

  void done(Entry<TaskDelivery> entry) {
    queue.done(entry);
  }

  void leave(Entry<TaskDelivery> entry) {
    queue.leave(entry);
  }

  void keep(Entry<TaskDelivery> entry) {
    queue.keep(entry);
  }

  @Override
  public void available() {
    owner.wake();
  }

  @Override
  public boolean takesOver(Entry<TaskDelivery> entry, Drop reason) {
    if (!isDurable(entry)) {
      volatileWaiting--;
    }
    return owner.takesOver(entry, reason);
  }

  /** Takes out those calls that would not survive a restart. */
  List<TaskCall> takeVolatile(Predicate<Entry<TaskDelivery>> which) {
    List<TaskCall> taken = new ArrayList<>();
    again.stream()
        .filter(call -> !call.isDurable() && which.test(call.entry()))
        .forEach(taken::add);
    again.removeAll(taken);
    List<Entry<TaskDelivery>> kept = new ArrayList<>();
    for (Entry<TaskDelivery> entry; (entry = queue.poll()) != null; ) {
      if (isDurable(entry) || !which.test(entry)) {
        kept.add(entry);
      } else {
        taken.add(begin(entry));
      }
    }
    kept.reversed().forEach(queue::putBack);
    volatileWaiting -= taken.size();
    return taken;
  }

  /** Keeps on disk what waits; nothing volatile may wait. */
  void park() {
    queue.park();
  }

  /** Has calls at hand again. */
  void resume() {
    queue.resume();
  }

  /** From now on gives those calls only that would not survive. */
  void drain() {
    draining = true;
  }

  /** Says whether calls wait that may be given and need not be read first. */
  boolean isAtHand() {
    return (!again.isEmpty() || queue.isAtHand()) && (!draining || volatileWaiting > 0);
  }

  /** Says whether one of those at hand may be given, as far as is looked ahead. */
  boolean isAtHand(Predicate<Entry<TaskDelivery>> which) {
    return isAtHand()
        && (again.stream().anyMatch(call -> which.test(call.entry()))
            || LookAhead.any(queue, which));
  }

  /** Says whether nothing is at hand, but something waits on disk that is to be given. */
  boolean isUnread() {
    return !draining && !queue.isAtHand() && !queue.isEmpty();
  }

  /** Returns the number of the last delivery that was kept, 0 if none was. */
  long lastKept() {
    return queue.lastKept();
  }

  /** Returns the earliest deadline of those at hand, in milliseconds since 1970. */
  long deadline() {
    Entry<TaskDelivery> first = LookAhead.earliest(queue);
    long earliest = first == null ? Event.NEVER : first.item().deadline();
    for (TaskCall call : again) {
      earliest = Math.min(earliest, call.delivery().deadline());
    }
    return earliest;
  }

  /** Says whether calls wait that would not survive a restart. */
  boolean isVolatileWaiting() {
    return volatileWaiting > 0;
  }

  /** Returns how many deliveries there are, those that are under way included. */
  long count() {
    return queue.count();
  }

  void sweep() {
    queue.sweep();
  }

  /** Says whether there was ever anything in it. */
  boolean isUsed() {
    return used;
  }

  QueueStatus status() {
    return queue.status();
  }
}
