package io.edgecoordinator.sqlite;

import java.time.Duration;

/**
 * The bounds of a {@link SqliteStore}. Immutable.
 *
 * @param linger how long a commit waits for company after its first change, to the millisecond; 0
 *     for no longer than the turn of the event loop. What is removed meanwhile is never written
 * @param removalLinger the same for a commit of nothing but removals, which nobody waits for
 * @param commitChanges changes after which a commit waits no longer
 * @param pendingBytes what may be gathered and not written yet before publishers have to wait, in
 *     bytes; beyond twice as much deliveries are refused
 * @param databaseBytes how large the database may grow, in bytes; {@link #UNLIMITED} for as large
 *     as the disk lets it
 * @param reserveBytes what is left free on the disk, in bytes, so that removals still go through
 */
public record StoreLimits(
    Duration linger,
    Duration removalLinger,
    int commitChanges,
    long pendingBytes,
    long databaseBytes,
    long reserveBytes) {

  /** The {@link #databaseBytes} of a database without a bound of its own. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  /** What holds unless told otherwise. */
  public static final StoreLimits DEFAULT =
      new StoreLimits(
          Duration.ofMillis(2), Duration.ofMillis(50), 4096, 32 << 20, UNLIMITED, 8 << 20);

  public StoreLimits {
    if (linger.isNegative() || removalLinger.isNegative()) {
      throw new IllegalArgumentException("a commit can't wait for less than no time");
    }
    if (commitChanges <= 0 || pendingBytes <= 0 || databaseBytes <= 0 || reserveBytes < 0) {
      throw new IllegalArgumentException("the bounds of the store must be greater than 0");
    }
  }

  /** Returns the same limits with another {@link #linger}. */
  public StoreLimits withLinger(Duration time) {
    return new StoreLimits(
        time, removalLinger, commitChanges, pendingBytes, databaseBytes, reserveBytes);
  }

  /** Returns the same limits with another {@link #databaseBytes}. */
  public StoreLimits withDatabaseBytes(long bytes) {
    return new StoreLimits(linger, removalLinger, commitChanges, pendingBytes, bytes, reserveBytes);
  }

  /** Returns the same limits with another {@link #pendingBytes}. */
  public StoreLimits withPendingBytes(long bytes) {
    return new StoreLimits(
        linger, removalLinger, commitChanges, bytes, databaseBytes, reserveBytes);
  }

  /** Returns the same limits with another {@link #reserveBytes}. */
  public StoreLimits withReserveBytes(long bytes) {
    return new StoreLimits(
        linger, removalLinger, commitChanges, pendingBytes, databaseBytes, bytes);
  }
}
