package io.edgecoordinator.task.worker;

import io.edgecoordinator.task.wire.Outcome;
import java.nio.charset.StandardCharsets;

/**
 * How much the calls of one environment may give: bytes in one call, events in a second. What is
 * over is not published, nor is anything else of that call. Belongs to the thread that runs the
 * environment.
 */
final class OutputQuota {

  private static final double SECOND = 1e9;

  private final long bytes;
  private final long events;
  private double free;
  private long freeAt;

  /**
   * Creates a quota of which nothing is used.
   *
   * @param now {@code System.nanoTime()}
   */
  OutputQuota(GuestLimits limits, long now) {
    this.bytes = limits.output();
    this.events = limits.events();
    this.free = (double) events;
    this.freeAt = now;
  }

  /**
   * Lets the output of a call through.
   *
   * @throws CallFailedException if it is more than may be
   */
  void admit(GuestOutput output, long now) throws CallFailedException {
    long size = size(output);
    if (size > bytes) {
      throw tooLarge(size, bytes);
    }
    int count = output.published().size() + (output.payload() == null ? 0 : 1);
    if (count == 0) {
      return;
    }
    free = Math.min((double) events, free + (double) (now - freeAt) / SECOND * (double) events);
    freeAt = now;
    if (count > (long) free) {
      throw new CallFailedException(
          Outcome.TOO_MANY_EVENTS,
          "events: published "
              + Amount.count(events - (long) free + count)
              + " within a second, its limit is "
              + Amount.count(events),
          "");
    }
    free -= count;
  }

  private static long size(GuestOutput output) {
    long size = output.topic() == null ? 0 : utf8(output.topic());
    size += output.payload() == null ? 0 : output.payload().length;
    for (GuestOutput.Publication publication : output.published()) {
      size += utf8(publication.topic()) + publication.payload().length;
    }
    return size;
  }

  private static long utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** Says that a call gave more bytes than it may. */
  static CallFailedException tooLarge(long reached, long limit) {
    return new CallFailedException(
        Outcome.OUTPUT_TOO_LARGE,
        "output: returned and published "
            + Amount.count(reached)
            + " bytes, its limit is "
            + Amount.bytes(limit),
        "");
  }
}
