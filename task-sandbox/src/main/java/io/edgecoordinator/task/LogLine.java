package io.edgecoordinator.task;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * A line of a task's log.
 *
 * @param number grows from line to line of all tasks
 * @param event id of the event it was called with, or null if it was not in a call
 */
public record LogLine(
    long number, Instant time, String task, Level level, @Nullable String event, String text) {

  /** Bytes a line takes in memory, roughly. */
  int size() {
    return 100 + 2 * text.length();
  }
}
