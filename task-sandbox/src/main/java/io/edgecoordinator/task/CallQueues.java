package io.edgecoordinator.task;

import io.edgecoordinator.flow.Priority;
import io.edgecoordinator.store.QueueBudget;
import io.edgecoordinator.store.QueueStatus;
import io.edgecoordinator.store.Store;
import io.vertx.core.Context;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The calls of all tasks that wait. A call whose event has a guarantee (QoS 1 or 2, or a row that
 * says so) is in the store, under the destination {@code task:NAME/PRIORITY}, until it is done;
 * others are in memory. Belongs to the event loop.
 */
public final class CallQueues {

  private final Context loop;
  private @Nullable Store store;
  private final SchedulerLimits limits;
  private final InstantSource clock;
  private QueueBudget budget;
  private final Map<String, CallQueue> queues = new LinkedHashMap<>();
  private long handedOver;

  /**
   * Creates queues without calls; unless {@link #keepIn} says where, none survives a restart.
   *
   * @param loop the event loop they belong to
   * @param clock tells the age of calls
   */
  public CallQueues(Context loop, SchedulerLimits limits, InstantSource clock) {
    this.loop = loop;
    this.limits = limits;
    this.clock = clock;
    this.budget = new QueueBudget(limits.queuedBytes());
  }

  /**
   * Says where calls survive a restart. To be called before tasks are activated.
   *
   * @param shared what queues may hold together, those of other destinations included
   */
  public void keepIn(Store newStore, QueueBudget shared) {
    store = newStore;
    budget = shared;
  }

  /** Returns the queue of the task of that name, which is there for as long as the coordinator. */
  CallQueue of(String task) {
    return queues.computeIfAbsent(task, name -> new CallQueue(name, this));
  }

  CallLane open(String task, Priority priority, CallQueue owner) {
    String destination = "task:" + task + "/" + priority.name().toLowerCase(Locale.ROOT);
    return new CallLane(
        destination,
        store == null ? null : store.deliveries(destination, new TaskDeliveryCodec(priority)),
        this,
        owner);
  }

  Context loop() {
    return loop;
  }

  Store store() {
    return store == null ? NoStore.INSTANCE : store;
  }

  /** Says whether anything survives a restart. */
  boolean isKept() {
    return store != null;
  }

  SchedulerLimits limits() {
    return limits;
  }

  InstantSource clock() {
    return clock;
  }

  QueueBudget budget() {
    return budget;
  }

  /** Counts a call of a former version that goes to its successor. */
  void countHandedOver() {
    handedOver++;
  }

  /** Returns how many calls of former versions went to their successors. */
  long handedOver() {
    return handedOver;
  }

  /** Gives up calls whose deadline has passed. To be called from time to time. */
  void expire() {
    queues.values().forEach(CallQueue::expire);
  }

  /** Gives up what is too old. To be called from time to time. */
  void sweep() {
    queues.values().forEach(CallQueue::sweep);
  }

  /** From now on calls that survive a restart are not begun. */
  void drain() {
    queues.values().forEach(CallQueue::drain);
  }

  /** Says whether no call is under way, and none waits that would not survive a restart. */
  boolean isSettled() {
    return queues.values().stream().allMatch(CallQueue::isSettled);
  }

  /** Returns how those that were ever used do. */
  List<QueueStatus> status() {
    return queues.values().stream().flatMap(queue -> queue.status().stream()).toList();
  }
}
