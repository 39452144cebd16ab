package io.edgecoordinator.task;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.flow.Priority;
import io.edgecoordinator.store.Entry;
import io.edgecoordinator.store.QueueStatus;
import io.edgecoordinator.store.QueueStatus.Drop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one task: those that wait, by priority and within a priority in the order they came,
 * those under way, and those that rest until they are tried again. It belongs to the name of the
 * task and outlives its versions, of which one at a time serves it.
 *
 * <p>Belongs to the event loop.
 */
final class CallQueue {

  private final String task;
  private final CallQueues all;
  private final DeviceOrder order = new DeviceOrder();
  private List<CallLane> lanes = List.of();
  private @Nullable Server server;
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
  }

  /** Creates the queue; nothing is read before somebody {@linkplain #serve serves} it. */
  CallQueue(String task, CallQueues all) {
    this.task = task;
    this.all = all;
  }

  /** Has the calls go to a version of the task from now on. */
  void serve(Server newServer) {
    if (lanes.isEmpty()) {
      lanes =
          List.of(
              all.open(task, Priority.HIGH, this),
              all.open(task, Priority.NORMAL, this),
              all.open(task, Priority.LOW, this));
    }
    server = newServer;
    lanes.forEach(CallLane::resume);
    newServer.available();
  }

  /**
   * Ends the service, the task is removed: what is durable waits on disk for its return.
   *
   * @return the calls that would not survive; each must be {@link #done}
   */
  List<TaskCall> withdraw() {
    server = null;
    List<TaskCall> withdrawn = takeVolatile();
    lanes.forEach(CallLane::park);
    return withdrawn;
  }

  boolean isServed() {
    return server != null;
  }

  /** Takes out all calls that would not survive a restart. */
  List<TaskCall> takeVolatile() {
    List<TaskCall> calls = new ArrayList<>();
    lanes.forEach(lane -> calls.addAll(lane.takeVolatile()));
    taken += calls.size();
    return calls;
  }

  /** Adds a delivery at the end of its priority. Says whether there was room. */
  boolean offer(TaskDelivery delivery, Acknowledgement acknowledgement) {
    return lane(delivery.priority()).offer(delivery, acknowledgement);
  }

  /**
   * Takes the call that is next of a priority: the earliest deadline, else the oldest.
   *
   * @param admits which calls may go, by their events; null if all may
   */
  @Nullable TaskCall poll(Priority priority, @Nullable Predicate<Event> admits) {
    TaskCall call = lane(priority).poll(admits);
    if (call != null) {
      taken++;
    }
    return call;
  }

  /** Says whether calls of a priority wait that may be given and need not be read first. */
  boolean isAtHand(Priority priority) {
    return lane(priority).isAtHand();
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
    if (server != null) {
      server.available();
    }
  }

  /** Ends a call that was taken: it need not be kept any more. */
  void done(Entry<TaskDelivery> entry) {
    taken--;
    lane(entry.item().priority()).done(entry);
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
        && (server == null || lanes.stream().noneMatch(CallLane::isVolatileWaiting));
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
    boolean ends = server != null && server.takesOver(entry, reason);
    if (ends) {
      taken++;
    }
    return ends;
  }
}
