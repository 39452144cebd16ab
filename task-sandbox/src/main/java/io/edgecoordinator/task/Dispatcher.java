package io.edgecoordinator.task;

import io.edgecoordinator.flow.Priority;
import io.edgecoordinator.task.selection.Claim;
import io.edgecoordinator.task.selection.Selection;
import io.edgecoordinator.task.selection.Slot;
import java.util.ArrayList;
import java.util.List;

/**
 * Has the calls of all tasks run, in the order that the {@link Selection} says, as far as the
 * {@link ResourceManager} has room. Belongs to the event loop.
 */
final class Dispatcher {

  private final ResourceManager resources;
  private final Urgency urgency;
  private final Selection<TaskRunner> selection = new Selection<>();
  private final List<Seat> counted = new ArrayList<>();
  private boolean dispatching;
  private boolean wasUrgent;
  private int urgentUnderWay;

  /**
   * Creates a dispatcher without calls.
   *
   * @param urgency told of calls of high priority
   */
  Dispatcher(ResourceManager resources, Urgency urgency) {
    this.resources = resources;
    this.urgency = urgency;
  }

  Selection<TaskRunner> selection() {
    return selection;
  }

  ResourceManager resources() {
    return resources;
  }

  /** Starts calls until none is left or no room. */
  void dispatch() {
    if (dispatching) {
      return; // it goes on when this call has been seen to
    }
    dispatching = true;
    try {
      for (Claim<TaskRunner> next; (next = selection.next(resources.available())) != null; ) {
        next.owner().runNext(next);
      }
    } finally {
      dispatching = false;
    }
    boolean isUrgent = urgentUnderWay > 0 || selection.isWanting(Priority.HIGH);
    if (isUrgent != wasUrgent) {
      wasUrgent = isUrgent;
      urgency.urgent(isUrgent);
    }
  }

  /** Gives a seat the slot that was granted. */
  void hold(Seat seat, Claim<TaskRunner> claim) {
    seat.setSlot(selection.start(claim));
    counted.add(seat);
  }

  /** A call has ended in a seat, and the next of those under way begins there, if there is one. */
  void goesOn(Seat seat) {
    Slot slot = seat.slot();
    if (slot == null) {
      return;
    }
    if (seat.environment().underWay() == 0) {
      release(seat);
    } else if (slot.isLong()) {
      selection.goesOn(slot);
      counted.add(seat);
    }
  }

  /** Nothing is under way in a seat any more. */
  void release(Seat seat) {
    Slot slot = seat.slot();
    if (slot != null) {
      selection.end(slot);
      seat.setSlot(null);
      counted.remove(seat);
    }
  }

  /** A call was sent to an environment, or has ended there. */
  void count(TaskCall call, int change) {
    if (call.delivery().priority() == Priority.HIGH) {
      urgentUnderWay += change;
    }
  }

  /** Looks for calls that run long. To be called a few times in {@link Selection#LONG}. */
  void lookAfter(long now) {
    if (counted.removeIf(seat -> runsLong(seat, now))) {
      dispatch();
    }
  }

  private boolean runsLong(Seat seat, long now) {
    Slot slot = seat.slot();
    if (slot == null || now - seat.environment().since() <= Selection.LONG) {
      return false;
    }
    selection.runsLong(slot);
    seat.runner().standsDifferently();
    return true;
  }
}
