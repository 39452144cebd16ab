package io.edgecoordinator.task;

import io.edgecoordinator.flow.Priority;
import io.edgecoordinator.store.Entry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a task's queue that are for one version of it: those that were routed while it was
 * the newest. While a former version has its share yet, the next begins with its own when the
 * former has none left that waits or is under way. What a version leaves goes to the next. Of a
 * task that was removed and is back, the calls that are still under way end first.
 *
 * <p>Belongs to the event loop.
 */
final class CallShare {

  private final CallQueue queue;
  private final CallQueue.Server server;
  private final Map<CallLane, Long> keptBefore = new HashMap<>();
  private long since;
  private boolean isCut;
  private boolean held;

  /** Creates a share; it is none before it {@linkplain #begin begins}. */
  CallShare(CallQueue queue, CallQueue.Server server) {
    this.queue = queue;
    this.server = server;
  }

  CallQueue.Server server() {
    return server;
  }

  /**
   * Has the calls go to its version from now on, but for those that are for a former one.
   *
   * @param activation by which its version comes into force
   */
  void begin(long activation) {
    if (queue.isServed()) {
      since = activation;
    } else {
      since = 0; // all that waits is its own
      isCut = true;
    }
    held = true;
    queue.add(this);
  }

  /**
   * All that was routed before its version came into force is in the queue now, if that was by an
   * activation or before.
   *
   * @param lanes of the queue
   */
  void cut(long activation, List<CallLane> lanes) {
    if (!isCut && since <= activation) {
      isCut = true;
      lanes.forEach(lane -> keptBefore.put(lane, lane.lastKept()));
    }
  }

  /** Ends the share; what is left of it goes to the next version. */
  void end() {
    queue.remove(this);
  }

  /** Says whether a delivery was routed when its version was in force, or later. */
  boolean isSince(CallLane lane, Entry<TaskDelivery> entry) {
    if (since == 0) {
      return true;
    }
    return lane.isDurable(entry)
        ? isCut && entry.sequence() > keptBefore.getOrDefault(lane, Long.MAX_VALUE)
        : entry.item().activation() >= since;
  }

  /** See {@link CallQueue#poll}. */
  @Nullable TaskCall poll(Priority priority, @Nullable Predicate<Entry<TaskDelivery>> admits) {
    return isHeld() ? null : queue.poll(this, priority, admits);
  }

  /** Says whether calls of a priority wait that may be given and need not be read first. */
  boolean isAtHand(Priority priority) {
    return !isHeld() && queue.isAtHand(this, priority);
  }

  /** Returns the earliest deadline of those at hand, in milliseconds since 1970. */
  long deadline(Priority priority) {
    return queue.deadline(priority);
  }

  /** Says whether calls of former versions are to end before its own begin. */
  private boolean isHeld() {
    if (held) {
      held = !isCut || queue.isBusyBefore(this);
    }
    return held;
  }

  /** Says whether there is a newer version. */
  boolean isFormer() {
    return queue.isFormer(this);
  }

  /** Says whether none of its calls waits or is under way. */
  boolean isDone() {
    return server.underWay() == 0 && !queue.isWaiting(this);
  }
}
