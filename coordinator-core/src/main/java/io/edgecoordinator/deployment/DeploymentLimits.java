package io.edgecoordinator.deployment;

import java.time.Duration;

/**
 * The bounds of deployments. Immutable.
 *
 * @param archiveBytes of one archive
 * @param diskBytes of all archives on disk, those under way included
 * @param freeBytes what is left free on the disk for others
 * @param verifying time to check an archive
 * @param staging time to read a bundle and to load all tasks
 * @param restoring the same for the version that comes back; after it that is put in force as it is
 * @param askAgain time after which a task that said "not now" is asked again
 * @param uploads archives that may be on their way from this box itself at a time
 */
public record DeploymentLimits(
    long archiveBytes,
    long diskBytes,
    long freeBytes,
    Duration verifying,
    Duration staging,
    Duration restoring,
    Duration askAgain,
    int uploads) {

  /** What holds unless told otherwise. */
  public static final DeploymentLimits DEFAULT =
      new DeploymentLimits(
          32L << 20,
          1L << 30,
          64L << 20,
          Duration.ofMinutes(1),
          Duration.ofMinutes(2),
          Duration.ofMinutes(1),
          Duration.ofSeconds(5),
          4);
}
