package io.edgecoordinator.task;

import io.edgecoordinator.flow.Priority;
import io.edgecoordinator.task.selection.Claim;
import io.edgecoordinator.task.selection.Selection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** What one version of a task says in the {@link Selection}. Belongs to the event loop. */
final class TaskClaims {

  private static final Priority[] PRIORITIES = Priority.values();

  private final Selection<TaskRunner> selection;
  private final TaskDefinition task;
  private final CallShare calls;
  private final Seats seats;
  private final Map<Priority, Claim<TaskRunner>> claims = new EnumMap<>(Priority.class);

  /** Priorities of which no call at hand may go to an environment that has calls under way. */
  private final Set<Priority> notForRefill = EnumSet.noneOf(Priority.class);

  /** Priorities of which no call at hand may go anywhere. */
  private final Set<Priority> stuck = EnumSet.noneOf(Priority.class);

  TaskClaims(Selection<TaskRunner> selection, TaskRunner runner, CallShare calls, Seats seats) {
    this.selection = selection;
    this.task = runner.task();
    this.calls = calls;
    this.seats = seats;
    for (Priority priority : PRIORITIES) {
      claims.put(priority, selection.claim(runner, priority));
    }
  }

  /** Says how all stand, after something changed. */
  void refresh() {
    if (!notForRefill.isEmpty()) {
      notForRefill.clear();
      stuck.clear();
    }
    stand();
  }

  /** No call could go where the selection let one go. */
  void foundNothing(Priority priority, boolean anywhere) {
    notForRefill.add(priority);
    if (anywhere) {
      stuck.add(priority);
    }
    stand();
  }

  /** Says how all stand, after a call went out. */
  void stand() {
    boolean hasIdle = seats.idle() != null;
    boolean hasRoom = seats.roomiest() != null;
    boolean mayGrow = !hasIdle && !hasRoom && mayGrow();
    long memory = mayGrow ? task.limits().memory() : 0;
    for (Priority priority : PRIORITIES) {
      Claim<TaskRunner> claim = claim(priority);
      boolean canStart = (hasIdle || mayGrow) && !stuck.contains(priority);
      boolean canRefill = hasRoom && !notForRefill.contains(priority);
      if (!calls.isAtHand(priority)) {
        selection.rests(claim);
      } else if (canStart || canRefill) {
        selection.waits(claim, canStart, canRefill, memory, calls.deadline(priority));
      } else if (seats.isOneCounted()) {
        selection.isBacklogged(claim);
      } else {
        selection.rests(claim);
      }
    }
  }

  /** Says whether there may be one more environment, and none is on its way. */
  boolean mayGrow() {
    return seats.size() < task.limits().concurrency() && !seats.isOneStarting();
  }

  /** Takes no part any more. */
  void withdraw() {
    claims.values().forEach(selection::rests);
  }

  void charge(TaskCall call, long nanos) {
    selection.charge(claim(call.delivery().priority()), nanos);
  }

  private Claim<TaskRunner> claim(Priority priority) {
    Claim<TaskRunner> claim = claims.get(priority);
    if (claim == null) {
      throw new IllegalStateException("no claim of priority " + priority);
    }
    return claim;
  }
}
