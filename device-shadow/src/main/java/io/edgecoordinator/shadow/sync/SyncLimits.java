package io.edgecoordinator.shadow.sync;

/**
 * The bounds of what goes to the cloud and back. Immutable.
 *
 * @param shadows how many shadows may be kept in step
 * @param inFlight how many of them may be at it at a time
 * @param perSecond requests to the cloud in a second; as many may go at once after a pause
 * @param intervalMillis the least time between two updates of one shadow, in milliseconds; what
 *     changes meanwhile goes as one
 * @param timeoutMillis how long an answer may take, in milliseconds
 * @param restMillis how long a shadow rests after a failure, in milliseconds; twice as long after
 *     the next
 * @param longestRestMillis the most that becomes of it, in milliseconds
 */
public record SyncLimits(
    int shadows,
    int inFlight,
    int perSecond,
    long intervalMillis,
    long timeoutMillis,
    long restMillis,
    long longestRestMillis) {

  /** What holds unless told otherwise. */
  public static final SyncLimits DEFAULT =
      new SyncLimits(100_000, 10, 20, 1_000, 30_000, 1_000, 300_000);

  public SyncLimits {
    if (shadows <= 0
        || inFlight <= 0
        || perSecond <= 0
        || intervalMillis < 0
        || timeoutMillis <= 0
        || restMillis <= 0
        || longestRestMillis < restMillis) {
      throw new IllegalArgumentException("the bounds of synchronization must be greater than 0");
    }
  }

  /** Returns how long a shadow rests after failures in a row, in milliseconds. */
  long rest(int failures) {
    int doublings = Math.min(failures - 1, 30);
    return Math.min(longestRestMillis, restMillis << doublings);
  }
}
