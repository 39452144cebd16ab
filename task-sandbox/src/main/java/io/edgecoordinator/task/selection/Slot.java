package io.edgecoordinator.task.selection;

import io.edgecoordinator.flow.Priority;

/**
 * The right of one environment to have calls under way, until it is {@linkplain Selection#end
 * ended}.
 */
public final class Slot {

  final Priority priority;
  boolean isOutOfTurn;
  boolean isLong;
  boolean isEnded;

  Slot(Priority priority, boolean isOutOfTurn) {
    this.priority = priority;
    this.isOutOfTurn = isOutOfTurn;
  }

  /** Says whether its call runs long, so that it does not count. */
  public boolean isLong() {
    return isLong;
  }
}
