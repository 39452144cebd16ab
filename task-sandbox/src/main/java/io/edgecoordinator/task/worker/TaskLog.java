package io.edgecoordinator.task.worker;

import java.nio.charset.StandardCharsets;

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
  private long reached;
  private long suppressed;

  /**
   * Creates a log.
   *
   * @param allowed bytes a call may log
   */
  TaskLog(int environment, Outbox outbox, long allowed) {
    this.environment = environment;
    this.outbox = outbox;
    this.allowed = allowed;
  }

  void line(int level, String text) {
    String line =
        text.length() <= MAX_LINE
            ? text
            : text.substring(0, MAX_LINE) + "… (" + text.length() + " characters)";
    int size = line.getBytes(StandardCharsets.UTF_8).length;
    reached += size - line.length() + text.length();
    if (logged + size > allowed) {
      suppressed++;
      return;
    }
    logged += size;
    note(level, line);
  }

  /** Writes a line that is not the task's own, so no limit holds for it. */
  void note(int level, String line) {
    outbox.log(environment, Math.clamp(level, DEBUG, ERROR), line);
  }

  void nextCall() {
    logged = 0;
    reached = 0;
    suppressed = 0;
  }

  void endCall() {
    if (suppressed > 0) {
      note(
          WARN,
          "log: the call logged "
              + Amount.count(reached)
              + " bytes, its limit is "
              + Amount.bytes(allowed)
              + "; "
              + Amount.count(suppressed)
              + " lines were not kept");
    }
  }
}
