package io.edgecoordinator.task;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.flow.Priority;
import io.edgecoordinator.store.DeliveryQueue;
import io.edgecoordinator.store.Entry;
import io.edgecoordinator.store.QueueStatus;
import io.edgecoordinator.store.QueueStatus.Drop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one task: those that wait, by priority and within a priority in the order they came,
 * those under way, and those that rest until they are tried again. It belongs to the name of the
 * task and outlives its versions, each of which has its {@linkplain CallShare share}: more than one
 * at a time only while calls of a former one end.
 *
 * <p>Belongs to the event loop.
 */
final class CallQueue {

  private final String task;
  private final CallQueues all;
  private final DeviceOrder order = new DeviceOrder();
  private List<CallLane> lanes = List.of();
  private final List<CallShare> shares = new ArrayList<>(1); // the oldest version first

  /** Versions of the task from before it was removed, whose last calls are under way. */
  private final List<Server> removed = new ArrayList<>(0);

  private long lastCall;
  private int taken;
  private int resting;

  /** The version of the task that has its calls run. */
  interface Server {

    /** There is something to {@link #poll} after there was nothing at hand. */
    void available();

    /**
     * A call is given up before it began.
     *
     * @return whether the server ends it with {@link #done}, later
     */
    boolean takesOver(Entry<TaskDelivery> entry, Drop reason);

    /** Returns how many calls it was given that have not ended. */
    int underWay();
  }

  /** Creates the queue; nothing is read before somebody {@linkplain CallShare#begin serves} it. */
  CallQueue(String task, CallQueues all) {
    this.task = task;
    this.all = all;
  }

  /** Has a version of the task get its share, as the newest. */
  void add(CallShare share) {
    if (lanes.isEmpty()) {
      lanes =
          List.of(
              all.open(task, Priority.HIGH, this),
              all.open(task, Priority.NORMAL, this),
              all.open(task, Priority.LOW, this));
    }
    shares.add(share);
    lanes.forEach(CallLane::resume);
    share.server().available();
  }

  /** All that was routed before an activation is here now. */
  void cut(long activation) {
    for (CallShare share : shares) {
      share.cut(activation, lanes);
    }
    wake();
  }

  /** Has a version of the task get nothing more. */
  void remove(CallShare share) {
    if (shares.remove(share)) {
      wake();
    }
  }

  /**
   * Ends the service, the task is removed: what is durable waits on disk for its return.
   *
   * @return the calls that would not survive; each must be {@link #done}
   */
  List<TaskCall> withdraw() {
    List<TaskCall> withdrawn = takeVolatile(_ -> _ -> true);
    shares.stream()
        .map(CallShare::server)
        .filter(server -> server.underWay() > 0)
        .forEach(removed::add);
    shares.clear();
    lanes.forEach(CallLane::park);
    return withdrawn;
  }

  boolean isServed() {
    return !shares.isEmpty();
  }

  /** Says whether calls of a former version may be left. */
  boolean isShared() {
    return shares.size() > 1;
  }

  /** Says whether there is a newer version. */
  boolean isFormer(CallShare share) {
    return !shares.isEmpty() && shares.getLast() != share;
  }

  /** Takes out the calls of a version that would not survive a restart. */
  List<TaskCall> takeVolatile(CallShare share) {
    return takeVolatile(lane -> of(share, lane));
  }

  private List<TaskCall> takeVolatile(Function<CallLane, Predicate<Entry<TaskDelivery>>> which) {
    List<TaskCall> calls = new ArrayList<>();
    lanes.forEach(lane -> calls.addAll(lane.takeVolatile(which.apply(lane))));
    taken += calls.size();
    return calls;
  }

  /** Returns which deliveries are for a version: it is the newest that they were routed to. */
  private Predicate<Entry<TaskDelivery>> of(CallShare share, CallLane lane) {
    return entry -> newest(lane, entry) == share;
  }

  private CallShare newest(CallLane lane, Entry<TaskDelivery> entry) {
    for (CallShare share : shares.reversed()) {
      if (share.isSince(lane, entry)) {
        return share;
      }
    }
    return shares.getFirst();
  }

  /** Says whether a version older than another has calls that wait or are under way. */
  boolean isBusyBefore(CallShare share) {
    removed.removeIf(server -> server.underWay() == 0);
    if (!removed.isEmpty()) {
      return true;
    }
    for (CallShare former : shares) {
      if (former == share) {
        return false;
      }
      if (!former.isDone()) {
        return true;
      }
    }
    return false;
  }

  /** Says whether calls wait that are for a version, as far as is looked ahead. */
  boolean isWaiting(CallShare share) {
    return lanes.stream().anyMatch(lane -> lane.isUnread() || lane.isAtHand(of(share, lane)));
  }

  /** Adds a delivery at the end of its priority. Says whether there was room. */
  boolean offer(TaskDelivery delivery, Acknowledgement acknowledgement) {
    return lane(delivery.priority()).offer(delivery, acknowledgement);
  }

  /**
   * Takes the call that is next of a priority: the earliest deadline, else the oldest.
   *
   * @param share of the version that asks
   * @param admits which calls may go; null if all may
   */
  @Nullable TaskCall poll(
      CallShare share, Priority priority, @Nullable Predicate<Entry<TaskDelivery>> admits) {
    CallLane lane = lane(priority);
    TaskCall call;
    if (!isShared()) {
      call = lane.poll(admits);
    } else {
      Predicate<Entry<TaskDelivery>> own = of(share, lane);
      call = lane.poll(admits == null ? own : own.and(admits));
    }
    if (call != null) {
      taken++;
      if (!share.isSince(lane, call.entry())) {
        all.countHandedOver();
      }
    }
    return call;
  }

  /** Says whether calls of a priority wait that may be given and need not be read first. */
  boolean isAtHand(CallShare share, Priority priority) {
    CallLane lane = lane(priority);
    return isShared() ? lane.isAtHand(of(share, lane)) : lane.isAtHand();
  }

  /** Returns the earliest deadline of those at hand, in milliseconds since 1970. */
  long deadline(Priority priority) {
    return lane(priority).deadline();
  }

  /** Returns where calls of devices are under way. */
  DeviceOrder order() {
    return order;
  }

  SchedulerLimits limits() {
    return all.limits();
  }

  /** Puts a call that had begun back to the front; there is always room for it. */
  void putBack(TaskCall call) {
    taken--;
    lane(call.delivery().priority()).putBack(call);
  }

  /** Has whoever serves look for calls. */
  void wake() {
    if (isShared()) {
      List.copyOf(shares).forEach(share -> share.server().available());
    } else if (!shares.isEmpty()) {
      shares.getFirst().server().available();
    }
  }

  /** Ends a call that was taken: it need not be kept any more. */
  void done(Entry<TaskDelivery> entry) {
    taken--;
    lane(entry.item().priority()).done(entry);
  }

  /** Has a call that was taken end in the open commit, see {@link DeliveryQueue#leave}. */
  void leave(Entry<TaskDelivery> entry) {
    lane(entry.item().priority()).leave(entry);
  }

  /** Takes that back, since the commit was refused. */
  void keep(Entry<TaskDelivery> entry) {
    lane(entry.item().priority()).keep(entry);
  }

  /**
   * Has a call that was taken rest for a while; a crash meanwhile does not lose it.
   *
   * @param then what happens afterwards, on the event loop
   * @return whether there was room, see {@link SchedulerLimits#resting}
   */
  boolean rest(Duration pause, Runnable then) {
    if (resting >= all.limits().resting()) {
      return false;
    }
    resting++;
    all.loop()
        .owner()
        .setTimer(
            Math.max(1, pause.toMillis()),
            _ -> {
              resting--;
              then.run();
            });
    return true;
  }

  /** Has a call that was taken wait to be tried again, before those that never began. */
  void again(TaskCall call) {
    taken--;
    lane(call.delivery().priority()).again(call);
    wake();
  }

  /** From now on gives those calls only that would not survive. */
  void drain() {
    lanes.forEach(CallLane::drain);
  }

  /** Says whether no call is under way, and none waits that would not survive a restart. */
  boolean isSettled() {
    return taken == resting
        && (shares.isEmpty() || lanes.stream().noneMatch(CallLane::isVolatileWaiting));
  }

  /** Says whether a call rests, or a dead letter. */
  boolean isAnyResting() {
    return resting > 0;
  }

  /** Returns how many calls wait, those that rest included. */
  long waiting() {
    return lanes.stream().mapToLong(CallLane::count).sum() - taken + resting;
  }

  /** Gives up those at hand whose deadline has passed. */
  void expire() {
    lanes.forEach(CallLane::expire);
  }

  /** Gives up what is too old. */
  void sweep() {
    lanes.forEach(CallLane::sweep);
  }

  /** Returns how those of its queues do that were ever used. */
  List<QueueStatus> status() {
    return lanes.stream().filter(CallLane::isUsed).map(CallLane::status).toList();
  }

  long nextId() {
    return ++lastCall;
  }

  private CallLane lane(Priority priority) {
    return lanes.get(
        switch (priority) {
          case HIGH -> 0;
          case NORMAL -> 1;
          case LOW -> 2;
        });
  }

  /** Asks whoever serves whether it ends a call that is given up before it began. */
  boolean takesOver(Entry<TaskDelivery> entry, Drop reason) {
    boolean ends = !shares.isEmpty() && shares.getLast().server().takesOver(entry, reason);
    if (ends) {
      taken++;
    }
    return ends;
  }
}
