package io.edgecoordinator.deployment.download;

/**
 * How many blocks may be under way, and after how long an answer is overdue. Both follow from the
 * round trips there were, of blocks that were asked for only once: of others nobody knows which
 * request it was that was answered.
 *
 * <p>The timeout is the smoothed round trip and four times its variation (RFC 6298), but no less
 * than {@link #SLACK} more than the round trip, and doubled with each silence. The window grows
 * until blocks begin to queue somewhere on their way, and is halved then. Loss by itself does not
 * narrow it: on a radio link that says nothing about how much goes through. Times are in
 * nanoseconds.
 */
final class RequestPace {

  private static final long SECOND = 1_000_000_000L;

  /** The longest timeout, however long nobody has answered. */
  static final long LONGEST_TIMEOUT = 60 * SECOND;

  /** For delays of server and broker that are none of the link's. */
  static final long SLACK = SECOND / 2;

  /** Blocks that wait so long on their way, beyond the shortest round trip, are too many. */
  static final long QUEUEING = SECOND / 2;

  static final int FIRST_WINDOW = 4;

  private final int widest;
  private final long firstTimeout;
  private double window;
  private boolean growsFast = true;
  private long shortest = Long.MAX_VALUE;
  private double smoothed;
  private double variation;
  private int silences;
  private int untilNarrowed;

  /**
   * Creates the pace of a download.
   *
   * @param widest blocks under way at most
   * @param firstTimeout of the first ones, in nanoseconds
   */
  RequestPace(int widest, long firstTimeout) {
    this.widest = widest;
    this.firstTimeout = firstTimeout;
    this.window = Math.min(FIRST_WINDOW, widest);
  }

  /** Returns how many blocks may be under way. */
  int window() {
    return (int) window;
  }

  /** Returns after how long an answer is overdue. */
  long timeout() {
    double usual = smoothed == 0 ? firstTimeout : smoothed + Math.max(4 * variation, SLACK);
    return (long) Math.min(usual * (1L << Math.min(silences, 16)), LONGEST_TIMEOUT);
  }

  /** Says whether the last thing that happened was that nobody answered. */
  boolean isSilent() {
    return silences > 0;
  }

  /** A block came. */
  void heard() {
    if (silences > 0) {
      silences = 0;
      window = Math.min(FIRST_WINDOW, widest);
      growsFast = true;
    }
  }

  /** A block came so long after it was asked for, the first time it was. */
  void answered(long roundTrip) {
    heard();
    shortest = Math.min(shortest, roundTrip);
    if (smoothed == 0) {
      smoothed = roundTrip;
      variation = roundTrip / 2.0;
    } else {
      variation += (Math.abs(smoothed - roundTrip) - variation) / 4;
      smoothed += (roundTrip - smoothed) / 8;
    }
    adjust(roundTrip - shortest);
  }

  private void adjust(long queueing) {
    untilNarrowed--;
    if (queueing <= QUEUEING) {
      window = Math.min(window + (growsFast ? 1 : 1 / window), widest);
    } else if (untilNarrowed <= 0) {
      // What is under way was asked for with the window as it was.
      untilNarrowed = window();
      window = Math.max(window / 2, 1);
      growsFast = false;
    }
  }

  /** Nothing came for as long as the timeout. */
  void silent() {
    silences++;
    window = 1;
  }
}
