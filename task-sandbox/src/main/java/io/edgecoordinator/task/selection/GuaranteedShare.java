package io.edgecoordinator.task.selection;

/**
 * What a priority gets of the processor although more urgent calls want all of it: one part in so
 * many. It is owed its share of what others use while it waits; when that makes up a turn, it comes
 * before them until it has had what it was owed.
 */
final class GuaranteedShare {

  /** Nanoseconds that are owed before it comes first: as much as an environment has under way. */
  static final long TURN = 4_000_000;

  /** Nanoseconds that are owed at most. */
  static final long MOST = 4 * TURN;

  private final int parts;
  private long owed;
  private boolean isDue;
  private boolean isTaken;

  /**
   * Creates a share of which nothing is owed.
   *
   * @param parts one in so many, at least 2; 0 if there is no share
   */
  GuaranteedShare(int parts) {
    this.parts = parts;
  }

  /** Says whether it comes before those that are more urgent. */
  boolean isDue() {
    return isDue;
  }

  /** Says whether it has the slot it gets before others; it gets no second one. */
  boolean isTaken() {
    return isTaken;
  }

  void take(boolean taken) {
    isTaken = taken;
  }

  /** More urgent calls took so long while these waited. */
  void othersRan(long nanos) {
    if (parts > 0) {
      owed = Math.min(owed + nanos / (parts - 1), MOST);
      isDue = isDue || owed >= TURN;
    }
  }

  /**
   * Calls of this priority took so long.
   *
   * @param othersWait whether more urgent ones want the processor
   */
  void ran(long nanos, boolean othersWait) {
    long least = othersWait ? -Selection.LONG : Math.min(owed, 0);
    owed = Math.max(owed - nanos, least);
    isDue = isDue && owed > 0;
  }
}
