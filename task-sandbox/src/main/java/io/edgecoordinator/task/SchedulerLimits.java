package io.edgecoordinator.task;

import io.edgecoordinator.store.QueueLimits;
import io.edgecoordinator.store.QueueLimits.OnFull;
import java.time.Duration;

/**
 * Bounds of the scheduler.
 *
 * @param queue how much may wait of one task and one priority
 * @param inMemory how much of that may be in memory; what would not survive a restart always is
 * @param queuedBytes bytes of all tasks' calls that may wait
 * @param attempts how often a call is tried whose worker ends while it runs
 * @param resting calls of one task that may rest until they are tried again, or until their dead
 *     letter is; beyond it a failure is final
 */
public record SchedulerLimits(
    QueueLimits queue, QueueLimits inMemory, long queuedBytes, int attempts, int resting) {

  private static final Duration WEEK = Duration.ofDays(7);

  /** What holds where the configuration says nothing. */
  public static final SchedulerLimits DEFAULT =
      new SchedulerLimits(
          new QueueLimits(256L << 20, 1_000_000, WEEK, OnFull.REJECT),
          new QueueLimits(16L << 20, 10_000, WEEK, OnFull.REJECT),
          1L << 30,
          3,
          1_000);

  /** Returns the same with other bounds for what may wait of one task and one priority. */
  public SchedulerLimits withQueue(QueueLimits limits) {
    return new SchedulerLimits(limits, inMemory, queuedBytes, attempts, resting);
  }
}
