package io.edgecoordinator.task;

import java.time.Duration;

/**
 * What one task may use.
 *
 * @param memory bytes one environment may hold, at least 1 MiB
 * @param timeout how long one call may take, 1 ms to 15 minutes
 * @param concurrency environments at most, 1 to 64
 * @param quotas what its calls may give and take beside that
 */
public record TaskLimits(long memory, Duration timeout, int concurrency, Quotas quotas) {

  private static final Duration LONGEST = Duration.ofMinutes(15);

  /** What a bundle gets that says nothing. */
  public static final TaskLimits DEFAULT =
      new TaskLimits(64L << 20, Duration.ofSeconds(2), 1, Quotas.DEFAULT);

  public TaskLimits {
    if (memory < 1 << 20) {
      throw new IllegalArgumentException("memory must be at least 1MiB");
    }
    if (timeout.toMillis() < 1 || timeout.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("timeout must be between 1ms and 15m");
    }
    if (concurrency < 1 || concurrency > 64) {
      throw new IllegalArgumentException("concurrency must be between 1 and 64");
    }
  }

  /** The same with the quotas of a bundle that says nothing about them. */
  public TaskLimits(long memory, Duration timeout, int concurrency) {
    this(memory, timeout, concurrency, Quotas.DEFAULT);
  }
}
