package io.edgecoordinator.store;

import java.time.Duration;

/**
 * The bounds of one queue of deliveries. Immutable.
 *
 * @param bytes the sum of {@link Queueable#size()}, at most
 * @param count deliveries at most
 * @param age deliveries older than this are given up; greater than zero
 * @param onFull what happens when one more comes
 */
public record QueueLimits(long bytes, long count, Duration age, OnFull onFull) {

  public QueueLimits {
    if (bytes <= 0 || count <= 0 || !age.isPositive()) {
      throw new IllegalArgumentException("the bounds of a queue must be greater than 0");
    }
  }

  /** What happens to a delivery for which there is no room. */
  public enum OnFull {
    /** It is refused, and its sender told so. */
    REJECT,
    /** The oldest that wait make room for it. */
    DROP_OLDEST,
    /** It is dropped. */
    DROP_NEWEST
  }
}
