package io.edgecoordinator.mqtt;

import org.slf4j.Logger;

/**
 * Lines that clients can provoke at will: so many a second and not more, and then how many there
 * would have been.
 */
final class RateLimitedLog {

  private static final int LINES_PER_SECOND = 10;

  private final Logger log;
  private int left = LINES_PER_SECOND;
  private int suppressed;

  RateLimitedLog(Logger log) {
    this.log = log;
  }

  /**
   * Writes a line.
   *
   * @param client who it is about
   * @param what what happened to it
   */
  void info(Connection client, String what) {
    if (left > 0) {
      left--;
      log.info("{}: {}", printable(client.toString()), printable(what));
    } else {
      suppressed++;
    }
  }

  /** Begins a new second. */
  void tick() {
    if (suppressed > 0) {
      log.info("{} more lines about clients in the last second were left out", suppressed);
    }
    suppressed = 0;
    left = LINES_PER_SECOND;
  }

  /** A client id may hold a line break, and somebody else's log line after it. */
  private static String printable(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    text.codePoints()
        .limit(300)
        .forEach(c -> shown.appendCodePoint(Character.isISOControl(c) ? '?' : c));
    return shown.toString();
  }
}
