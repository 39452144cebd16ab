package io.edgecoordinator.forwarding;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Lets so many events a second go, and a few at once after a rest: a bucket of tokens. Not safe for
 * use by several threads.
 */
final class Pace {

  /** How much of a rest is made up for, in nanoseconds. */
  private static final long BURST = TimeUnit.MILLISECONDS.toNanos(50);

  private final LongSupplier nanos;
  private final long cost;
  private final long most;
  private long credit;
  private long last;

  /**
   * Creates a pace at which the first may go at once.
   *
   * @param rate events a second, at least 1
   * @param nanos tells the time, as {@link System#nanoTime} does
   */
  Pace(int rate, LongSupplier nanos) {
    this.nanos = nanos;
    this.cost = TimeUnit.SECONDS.toNanos(1) / rate;
    this.most = Math.max(BURST, cost);
    this.credit = most;
    this.last = nanos.getAsLong();
  }

  /** Says whether one may go now. */
  boolean permits() {
    if (credit < cost) {
      long now = nanos.getAsLong();
      credit = Math.min(credit + Math.max(now - last, 0), most);
      last = now;
    }
    return credit >= cost;
  }

  /** One goes. */
  void spend() {
    credit -= cost;
  }

  /** Returns how long it takes until one may go, in milliseconds, at least 1. */
  long waitMillis() {
    return TimeUnit.NANOSECONDS.toMillis(Math.max(cost - credit, 0)) + 1;
  }
}
