package io.edgecoordinator.task;

import java.time.Duration;

/** Pauses before a thing is tried again, each twice as long as the one before. */
final class Backoff {

  /** The first pause where nobody says how long it is. */
  static final Duration FIRST = Duration.ofSeconds(1);

  /** No pause is longer. */
  static final Duration LONGEST = Duration.ofHours(1);

  private static final int MOST_DOUBLINGS = 40;

  private Backoff() {}

  /**
   * Returns the pause after a failure.
   *
   * @param attempt the one that failed, 1 for the first
   * @param first the pause after that
   */
  static Duration after(int attempt, Duration first) {
    if (first.compareTo(LONGEST) >= 0) {
      return LONGEST;
    }
    long millis = first.toMillis() << Math.min(attempt - 1, MOST_DOUBLINGS);
    return Duration.ofMillis(Math.min(millis, LONGEST.toMillis()));
  }
}
