package io.edgecoordinator.upstream;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Judges whether a connection is alive: by what went there and back. Whoever freezes a link does
 * not reset it, and the socket says for many minutes that all is well. Times are those of {@link
 * System#nanoTime}. Not safe for use by several threads.
 */
final class Pulse {

  /** A probe behind much else on a slow link may take this many times the usual time. */
  private static final int PATIENCE = 8;

  private final long connect;
  private final long answer;
  private final long begun;
  private long silence;
  private boolean up;
  private boolean probing;
  private boolean overdue;
  private long probedAt;
  private long lastRoundTrip;
  private long roundTrip = -1;

  /** What is to be done. */
  enum Verdict {
    FINE,
    PROBE,
    DEAD
  }

  /** Begins with the attempt to connect. */
  Pulse(LinkLimits limits, long now) {
    connect = limits.connect().toNanos();
    silence = limits.silence().toNanos();
    answer = limits.answer().toNanos();
    begun = now;
  }

  /**
   * The broker has accepted the connection.
   *
   * @param keepAlive after which it gives up who is silent, or 0 for never
   */
  void begin(long now, long keepAlive) {
    up = true;
    lastRoundTrip = now;
    if (keepAlive > 0) {
      silence = Math.min(silence, keepAlive / 2);
    }
  }

  /** The broker has answered something. */
  void roundTrip(long now) {
    lastRoundTrip = now;
  }

  /** The broker has answered a probe. */
  void answered(long now) {
    roundTrip = now - probedAt;
    lastRoundTrip = now;
    probing = false;
    overdue = false;
  }

  @Nullable Double roundTripMillis() {
    return roundTrip < 0 ? null : roundTrip / (double) TimeUnit.MILLISECONDS.toNanos(1);
  }

  /**
   * Looks; to be called several times within each of the limits.
   *
   * @param lastSign when something was last seen to get through, in any direction
   */
  Verdict look(long now, long lastSign) {
    if (!up) {
      return now - begun >= connect ? Verdict.DEAD : Verdict.FINE;
    }
    if (!probing) {
      if (now - lastRoundTrip < silence) {
        return Verdict.FINE;
      }
      probing = true;
      probedAt = now;
      return Verdict.PROBE;
    }
    long sign = lastSign - probedAt > 0 ? lastSign : probedAt;
    if (now - sign < answer && now - probedAt < PATIENCE * answer) {
      overdue = false;
      return Verdict.FINE;
    }
    // An answer may be on its way to this thread, which was busy: it gets until the next look.
    boolean dead = overdue;
    overdue = true;
    return dead ? Verdict.DEAD : Verdict.FINE;
  }
}
