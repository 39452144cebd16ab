package io.edgecoordinator.forwarding;

import io.edgecoordinator.store.QueueLimits;
import io.edgecoordinator.store.QueueLimits.OnFull;
import java.time.Duration;

/**
 * What may be in memory for one broker upstream, beside what is under way to it.
 *
 * @param inMemory how much of a durable lane is in memory; the rest is on disk only
 * @param unkept how much of what need not be kept may wait to be sent
 * @param unkeptUnderWay messages of QoS 0 that were handed over and are not sent yet
 * @param atATime messages that are sent in one turn of the event loop
 * @param unsettled messages of QoS 1 from there that are not safe yet; a link asks for no more
 */
record ForwardingLimits(
    QueueLimits inMemory, QueueLimits unkept, int unkeptUnderWay, int atATime, int unsettled) {

  /** What applies. */
  static final ForwardingLimits DEFAULT =
      new ForwardingLimits(
          new QueueLimits(2 << 20, 2_000, Duration.ofDays(1), OnFull.REJECT),
          new QueueLimits(1 << 20, 1_000, Duration.ofMinutes(1), OnFull.DROP_NEWEST),
          256,
          256,
          200);
}
