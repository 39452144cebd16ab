package io.edgecoordinator.task;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.flow.Priority;
import io.vertx.core.Promise;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call of a task, on its way through the scheduler. Immutable.
 *
 * @param id unique in this run of the coordinator
 * @param event what the handler is called with
 * @param captures what the row's topic captured
 * @param priority urgency among the calls that wait
 * @param attempt 1 for the first
 * @param asker who waits for the result, or null if it goes into the table as an event
 */
public record TaskCall(
    long id,
    Event event,
    Map<String, String> captures,
    Priority priority,
    int attempt,
    @Nullable Promise<TaskResult> asker) {

  /** Returns the same call, to be tried once more. */
  TaskCall nextAttempt() {
    return new TaskCall(id, event, captures, priority, attempt + 1, asker);
  }
}
