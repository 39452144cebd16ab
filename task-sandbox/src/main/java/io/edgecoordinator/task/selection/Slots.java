package io.edgecoordinator.task.selection;

import io.edgecoordinator.flow.Priority;

/** How many slots are held. One is for high priority only. */
final class Slots {

  /** Slots that only calls of high priority get. */
  private static final int RESERVED = 1;

  private int held;
  private int ordinaryHeld;
  private int running;
  private int ordinaryRunning;

  /** Says whether one more environment may have calls under way. */
  boolean isFree(Priority priority, Availability offer) {
    return !areAllHeld(offer)
        && (priority == Priority.HIGH
            || (ordinaryHeld < offer.slots() - RESERVED
                && ordinaryRunning < offer.running() - RESERVED));
  }

  /** Says whether there is no slot for anybody. */
  boolean areAllHeld(Availability offer) {
    return held >= offer.slots() || running >= offer.running();
  }

  void hold(Slot slot) {
    count(slot, 1);
    run(slot, 1);
  }

  void release(Slot slot) {
    if (!slot.isLong) {
      count(slot, -1);
    }
    run(slot, -1);
  }

  void setLong(Slot slot, boolean isLong) {
    if (slot.isLong != isLong) {
      slot.isLong = isLong;
      count(slot, isLong ? -1 : 1);
    }
  }

  private void count(Slot slot, int change) {
    held += change;
    ordinaryHeld += slot.priority == Priority.HIGH ? 0 : change;
  }

  private void run(Slot slot, int change) {
    running += change;
    ordinaryRunning += slot.priority == Priority.HIGH ? 0 : change;
  }
}
