package io.edgecoordinator.task;

import java.time.Duration;

/**
 * Bounds of the resource manager.
 *
 * @param loading how long making an environment may take, the start of its worker included
 * @param grace how long after its timeout a call may take to obey an interrupt, before its worker
 *     is ended
 * @param idle how long an environment that is not pinned is kept without a call
 * @param hold how long a worker may be held for calls of high priority
 * @param turn how long a worker may be at work while another waits for room
 * @param environments environments in one worker that are not pinned
 * @param spare whether workers without environments stand ready to replace those that end
 * @param processors environments that run at once without one slowing another
 * @param budget what workers may take together
 */
public record ResourceLimits(
    Duration loading,
    Duration grace,
    Duration idle,
    Duration hold,
    Duration turn,
    int environments,
    boolean spare,
    int processors,
    ResourceBudget budget) {

  /** What holds where the configuration says nothing. */
  public static final ResourceLimits DEFAULT =
      new ResourceLimits(
          Duration.ofSeconds(30),
          Duration.ofMillis(300),
          Duration.ofMinutes(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(3),
          128,
          true,
          Runtime.getRuntime().availableProcessors(),
          ResourceBudget.DEFAULT);

  /** Returns the same with another budget. */
  public ResourceLimits withBudget(ResourceBudget newBudget) {
    return new ResourceLimits(
        loading, grace, idle, hold, turn, environments, spare, processors, newBudget);
  }

  /** Returns the same without spares. */
  public ResourceLimits withoutSpares() {
    return new ResourceLimits(
        loading, grace, idle, hold, turn, environments, false, processors, budget);
  }

  /** Returns the same with another number of environments in one worker. */
  ResourceLimits withEnvironments(int number) {
    return new ResourceLimits(loading, grace, idle, hold, turn, number, spare, processors, budget);
  }

  /** Returns the same for another number of processors. */
  ResourceLimits withProcessors(int number) {
    return new ResourceLimits(
        loading, grace, idle, hold, turn, environments, spare, number, budget);
  }
}
