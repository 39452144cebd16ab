package io.edgecoordinator.forwarding;

import java.util.function.IntPredicate;

/**
 * Whose turn it is among lanes: the most urgent one's that has something, except that each of the
 * others is guaranteed one turn in so many while it has something too. Not safe for use by several
 * threads.
 */
final class Turns {

  /** No turn comes now. */
  static final int NONE = -1;

  /** Turns that a lane may be owed, at most. */
  private static final int MOST_OWED = 4;

  private final int[] parts;

  /** Turns since each lane began to wait, less what those it had are worth. */
  private final int[] owed;

  /**
   * Creates turns.
   *
   * @param parts of each lane, the most urgent one first, one turn in how many it is guaranteed; 0
   *     for no guarantee
   */
  Turns(int... parts) {
    this.parts = parts.clone();
    this.owed = new int[parts.length];
  }

  /**
   * Returns the lane whose turn it is, or {@link #NONE}.
   *
   * @param waits says of a lane whether it has something that may go now
   */
  int next(IntPredicate waits) {
    int next = NONE;
    boolean isDue = false;
    for (int lane = 0; lane < parts.length; lane++) {
      boolean due = parts[lane] > 0 && owed[lane] >= parts[lane];
      if ((next == NONE || (due && !isDue)) && waits.test(lane)) {
        next = lane;
        isDue = due;
      }
    }
    if (next != NONE) {
      count(next, waits);
    }
    return next;
  }

  private void count(int next, IntPredicate waits) {
    for (int lane = 0; lane < parts.length; lane++) {
      owed[lane] = waits.test(lane) ? Math.min(owed[lane] + 1, MOST_OWED * parts[lane]) : 0;
    }
    owed[next] = Math.max(owed[next] - parts[next], 0);
  }
}
