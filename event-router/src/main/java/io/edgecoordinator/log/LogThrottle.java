package io.edgecoordinator.log;

import java.time.InstantSource;

/**
 * Lets so many lines through in a second, and counts the others, so that nobody can fill the disk
 * or the console by making the coordinator complain. Not safe for use by several threads.
 */
public final class LogThrottle {

  private final int perSecond;
  private final InstantSource clock;
  private long second;
  private int passed;
  private long suppressed;

  /**
   * Creates a throttle.
   *
   * @param perSecond lines let through in a second, at least 1
   * @param clock tells the time
   */
  public LogThrottle(int perSecond, InstantSource clock) {
    this.perSecond = perSecond;
    this.clock = clock;
  }

  /** Says whether a line may be written now. */
  public boolean permits() {
    long now = clock.millis() / 1000;
    if (now != second) {
      second = now;
      passed = 0;
    }
    if (passed < perSecond) {
      passed++;
      return true;
    }
    suppressed++;
    return false;
  }

  /**
   * Returns what to append to the next line: how many were not written since the last call, or
   * nothing.
   */
  public String takeSuppressed() {
    if (suppressed == 0) {
      return "";
    }
    String note = " (" + suppressed + " similar lines were not written)";
    suppressed = 0;
    return note;
  }
}
