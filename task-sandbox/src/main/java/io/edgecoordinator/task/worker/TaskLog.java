package io.edgecoordinator.task.worker;

/**
 * What a task logs, bounded per call: beyond what the task may log lines are counted and not sent,
 * and beyond {@link #MAX_LINE} a line is cut.
 */
final class TaskLog {

  static final int DEBUG = 0;
  static final int INFO = 1;
  static final int WARN = 2;
  static final int ERROR = 3;

  /** Characters in one line. */
  static final int MAX_LINE = 8 << 10;

  private final int environment;
  private final Outbox outbox;
  private final long allowed;
  private long logged;
  private long suppressed;

  /**
   * Creates a log.
   *
   * @param allowed characters a call may log
   */
  TaskLog(int environment, Outbox outbox, long allowed) {
    this.environment = environment;
    this.outbox = outbox;
    this.allowed = allowed;
  }

  void line(int level, String text) {
    if (logged + text.length() > allowed && logged > 0) {
      suppressed++;
      return;
    }
    String line =
        text.length() <= MAX_LINE
            ? text
            : text.substring(0, MAX_LINE) + "… (" + text.length() + " characters)";
    logged += line.length();
    outbox.log(environment, Math.clamp(level, DEBUG, ERROR), line);
  }

  void nextCall() {
    logged = 0;
    suppressed = 0;
  }

  void endCall() {
    if (suppressed > 0) {
      outbox.log(
          environment,
          WARN,
          "the call logged more than "
              + allowed
              + " characters, its limit log; "
              + suppressed
              + " lines were not kept");
    }
  }
}
