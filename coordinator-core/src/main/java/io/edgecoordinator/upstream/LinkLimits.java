package io.edgecoordinator.upstream;

import java.time.Duration;

/**
 * How long a link waits for what, and how much of it is under way at a time.
 *
 * @param connect how long an attempt to connect may take, TLS and the broker's answer included
 * @param silence after which the broker is asked for a sign of life
 * @param answer how long that sign may take; then the link is lost
 * @param held how long a link must hold until the next attempt after it comes at once again
 * @param backoff the longest wait after a first failure; doubled after each further one
 * @param maxBackoff the longest wait while nobody answers
 * @param refusedBackoff the longest wait after the broker has said no
 * @param farewell how long a stop may take
 * @param window messages of QoS 1 that are sent and not answered, unless the broker allows less
 * @param unsent messages of QoS 0 that wait for the socket
 * @param unread messages from the broker that wait for the event loop; then it is not read from
 * @param receiveMaximum messages of QoS 1 that the broker may send before an earlier one is done
 * @param maxPacketBytes the largest packet the broker may send
 */
public record LinkLimits(
    Duration connect,
    Duration silence,
    Duration answer,
    Duration held,
    Duration backoff,
    Duration maxBackoff,
    Duration refusedBackoff,
    Duration farewell,
    int window,
    int unsent,
    int unread,
    int receiveMaximum,
    int maxPacketBytes) {

  /** What applies unless somebody says otherwise. */
  public static final LinkLimits DEFAULTS =
      new LinkLimits(
          Duration.ofSeconds(10),
          Duration.ofSeconds(3),
          Duration.ofSeconds(4),
          Duration.ofSeconds(30),
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(2),
          1_000,
          1_000,
          1_000,
          200,
          1 << 20);

  /** Returns the same, with the times that matter for liveness and while nobody answers. */
  public LinkLimits withTimes(
      Duration newConnect,
      Duration newSilence,
      Duration newAnswer,
      Duration newBackoff,
      Duration newMaxBackoff) {
    return new LinkLimits(
        newConnect,
        newSilence,
        newAnswer,
        held,
        newBackoff,
        newMaxBackoff,
        refusedBackoff,
        farewell,
        window,
        unsent,
        unread,
        receiveMaximum,
        maxPacketBytes);
  }
}
