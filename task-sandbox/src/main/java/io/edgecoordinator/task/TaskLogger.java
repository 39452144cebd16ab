package io.edgecoordinator.task;

import io.edgecoordinator.log.LogThrottle;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The log of one task, under the name {@code task.<name>}, at so many lines a second at most. */
final class TaskLogger {

  /** Lines of one task in a second. */
  static final int LINES_PER_SECOND = 200;

  private static final Level[] LEVELS = {Level.DEBUG, Level.INFO, Level.WARN, Level.ERROR};

  private final Logger log;
  private final LogThrottle throttle = new LogThrottle(LINES_PER_SECOND, InstantSource.system());

  TaskLogger(String task) {
    log = LoggerFactory.getLogger("task." + task);
  }

  void line(int level, String text) {
    Level slf4jLevel = LEVELS[Math.clamp(level, 0, LEVELS.length - 1)];
    if (log.isEnabledForLevel(slf4jLevel) && throttle.permits()) {
      log.atLevel(slf4jLevel).log("{}{}", text, throttle.takeSuppressed());
    }
  }
}
