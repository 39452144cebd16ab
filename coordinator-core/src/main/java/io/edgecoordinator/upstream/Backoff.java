package io.edgecoordinator.upstream;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: a random time up to a bound that doubles with each
 * failure, so that a hundred boxes whose broker comes back do not all come at once.
 */
final class Backoff {

  private final long first;
  private final long most;
  private final RandomGenerator random;
  private long bound;

  Backoff(Duration first, Duration most, RandomGenerator random) {
    this.first = first.toMillis();
    this.most = most.toMillis();
    this.random = random;
    this.bound = this.first;
  }

  /**
   * Returns how many milliseconds to wait, at least 1.
   *
   * @param atMost the longest wait this time
   */
  long next(Duration atMost) {
    long wait = 1 + random.nextLong(Math.min(bound, atMost.toMillis()));
    bound = Math.min(most, 2 * bound);
    return wait;
  }

  /** Returns the same for somebody who is in another's way: long, and never the same. */
  long longest() {
    bound = most;
    return most / 2 + 1 + random.nextLong(most / 2 + 1);
  }

  /** Begins anew: things went well. */
  void reset() {
    bound = first;
  }
}
