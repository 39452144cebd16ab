package io.edgecoordinator.deployment;

import io.vertx.core.Future;

/**
 * One bundle on its way to the disk. What has come is kept when it is stopped or the power fails,
 * and the next download into the same file goes on from there. Belongs to the event loop.
 */
public interface Download {

  /**
   * Begins, or goes on.
   *
   * @return completes when all bytes are in the file and on disk, unverified; fails with a message
   *     for people if that can't be. Waits for as long as the link is down.
   */
  Future<Void> start();

  /** Ends it; the future of {@link #start} fails. What has come stays. */
  void stop();

  /** Returns how many bytes have come. */
  long received();

  /** Returns why nothing comes at the moment, for people; empty if nothing is known to be wrong. */
  String trouble();
}
