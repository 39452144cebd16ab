package io.edgecoordinator.deployment.download;

import java.time.Duration;

/**
 * The bounds of downloads. Immutable.
 *
 * @param bytes of a bundle as it is packed, at most
 * @param reserveBytes what must stay free on the disk
 * @param window blocks that are asked for and have not come, at most
 * @param unwrittenBlocks that are asked for, or have come and are not on their way to the disk yet,
 *     at most
 * @param checkpointBlocks that may be written and not be noted as there; so many are fetched again
 *     after a crash, and those that were on their way to the disk
 * @param firstTimeout how long the first blocks may take over MQTT; of others it follows from those
 *     that came
 * @param stall how long a web server may send nothing before it is asked again
 */
public record DownloadLimits(
    long bytes,
    long reserveBytes,
    int window,
    int unwrittenBlocks,
    int checkpointBlocks,
    Duration firstTimeout,
    Duration stall) {

  /** What holds unless told otherwise. */
  public static final DownloadLimits DEFAULT =
      new DownloadLimits(
          32L << 20, 16L << 20, 32, 64, 32, Duration.ofSeconds(5), Duration.ofSeconds(30));

  public DownloadLimits {
    if (bytes < 1 || reserveBytes < 0 || window < 1 || checkpointBlocks < 1) {
      throw new IllegalArgumentException("the bounds of downloads must be greater than 0");
    }
    if (unwrittenBlocks < window) {
      throw new IllegalArgumentException("what may be asked for must be allowed to come");
    }
  }
}
