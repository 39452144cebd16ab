package io.edgecoordinator.task;

import java.time.Duration;

/**
 * Bounds of the resource manager.
 *
 * @param loading how long making an environment may take, the start of its worker included
 * @param grace how long after its timeout a call may take to obey an interrupt, before its worker
 *     is ended
 * @param idle how long an environment that is not pinned is kept without a call
 * @param spare whether a worker without environments stands ready to replace one that ends
 */
public record ResourceLimits(Duration loading, Duration grace, Duration idle, boolean spare) {

  /** What holds where the configuration says nothing. */
  public static final ResourceLimits DEFAULT =
      new ResourceLimits(
          Duration.ofSeconds(30), Duration.ofMillis(300), Duration.ofMinutes(10), true);
}
