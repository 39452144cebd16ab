package io.edgecoordinator.task;

import io.edgecoordinator.log.LogThrottle;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The log of one version of a task: at so many lines a second at most its lines go to the
 * coordinator's log, under the name {@code task.<name>}, and to the last lines that are kept in
 * memory.
 */
final class TaskLogger {

  /** Lines of one task in a second. */
  static final int LINES_PER_SECOND = 200;

  /** Failures of its calls in a second. */
  private static final int FAILURES_PER_SECOND = 20;

  private static final Level[] LEVELS = {Level.DEBUG, Level.INFO, Level.WARN, Level.ERROR};

  private final String task;
  private final TaskLogs logs;
  private final Logger log;
  private final LogThrottle throttle = new LogThrottle(LINES_PER_SECOND, InstantSource.system());
  private final LogThrottle failures = new LogThrottle(FAILURES_PER_SECOND, InstantSource.system());

  TaskLogger(String task, TaskLogs logs) {
    this.task = task;
    this.logs = logs;
    log = LoggerFactory.getLogger("task." + task);
  }

  /**
   * Takes a line that the task itself logged.
   *
   * @param call the call that runs, or null if none does
   */
  void line(@Nullable TaskCall call, int level, String text) {
    if (throttle.permits()) {
      Level slf4jLevel = LEVELS[Math.clamp(level, 0, LEVELS.length - 1)];
      String line = text + throttle.takeSuppressed();
      log.atLevel(slf4jLevel).log(line);
      logs.add(task, slf4jLevel, call == null ? null : call.event().idText(), line);
    }
  }

  /** Keeps that a call failed; the coordinator's log has it from elsewhere. */
  void failure(TaskDelivery delivery, int attempt, TaskResult.Failed failure) {
    if (failures.permits()) {
      logs.add(
          task,
          Level.ERROR,
          delivery.event().idText(),
          "%s, attempt %d: %s%s%s"
              .formatted(
                  failure.reason(),
                  attempt,
                  failure.message(),
                  failure.details().isEmpty() ? "" : "\n" + failure.details(),
                  failures.takeSuppressed()));
    }
  }
}
