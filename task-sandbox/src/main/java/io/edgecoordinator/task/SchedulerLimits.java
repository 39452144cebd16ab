package io.edgecoordinator.task;

/**
 * Bounds of the scheduler.
 *
 * @param queuedCalls calls of one task that may wait
 * @param queuedBytes bytes of payload of one task's calls that may wait
 * @param attempts how often a call is tried whose worker ends while it runs
 */
public record SchedulerLimits(int queuedCalls, long queuedBytes, int attempts) {

  /** What holds where the configuration says nothing. */
  public static final SchedulerLimits DEFAULT = new SchedulerLimits(10_000, 16L << 20, 3);
}
