package io.edgecoordinator.task.worker;

import io.edgecoordinator.task.wire.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * How much of a processor one environment may use. It saves up what it does not use, one second's
 * share at most. A call may use what one second gives, or its share of the time it takes if that is
 * longer; after it the environment waits until the time is made up for, which takes a second at
 * most. Used by the environment's own thread; {@link #excess} by any.
 */
final class ProcessorShare {

  private static final long SECOND = 1_000_000_000;
  private static final int ALL = 100;

  private final int percent;
  private final double capacity;
  private double saved;
  private long savedAt;

  /**
   * Creates a share that has a second's worth saved.
   *
   * @param percent of one processor, 1 to 100; 100 is not checked
   * @param now {@code System.nanoTime()}
   */
  ProcessorShare(int percent, long now) {
    this.percent = percent;
    this.capacity = (double) SECOND * percent / ALL;
    this.saved = capacity;
    this.savedAt = now;
  }

  /** Says whether there is anything to check. */
  boolean isLimited() {
    return percent < ALL;
  }

  /** Returns for how many nanoseconds to wait before the next call, 0 if not at all. */
  long pause(long now) {
    saveUp(now);
    return saved >= 0 ? 0 : (long) (-saved * ALL / percent);
  }

  /** Hears how much processor time a call took, in nanoseconds. */
  void used(long processorTime, long now) {
    saveUp(now);
    saved = Math.max(saved - (double) processorTime, -capacity);
  }

  private void saveUp(long now) {
    saved = Math.min(capacity, saved + (double) (now - savedAt) * percent / ALL);
    savedAt = now;
  }

  /**
   * Says how a call that runs is over its share, or null if it is not.
   *
   * @param processorTime nanoseconds that it has used
   * @param elapsed nanoseconds since it began
   */
  @Nullable CallFailedException excess(long processorTime, long elapsed) {
    long allowed = Math.max(SECOND, elapsed) / ALL * percent;
    if (processorTime <= allowed) {
      return null;
    }
    return new CallFailedException(
        Outcome.TOO_MUCH_PROCESSOR,
        "processor: used "
            + millis(processorTime)
            + " of processor time in "
            + millis(elapsed)
            + ", its limit is "
            + percent
            + "%, which is "
            + millis(allowed),
        "");
  }

  private static String millis(long nanos) {
    return Amount.count(nanos / 1_000_000) + " ms";
  }
}
