package io.edgecoordinator.task;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.flow.Priority;
import io.edgecoordinator.store.Queueable;
import io.vertx.core.Promise;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way to a task. Immutable.
 *
 * @param event what the handler is called with
 * @param captures what the row's topic captured
 * @param flow the row's id in the table, whose options hold; empty if no row sent it
 * @param priority urgency among the calls that wait
 * @param ask who waits for the result, or null if it goes into the table as an event
 */
record TaskDelivery(
    Event event, Map<String, String> captures, String flow, Priority priority, @Nullable Ask ask)
    implements Queueable {

  /** Returns who waits for the result, or null if it goes into the table as an event. */
  @Nullable Promise<TaskResult> asker() {
    return ask == null ? null : ask.result();
  }

  @Override
  public long deadline() {
    return ask == null ? event.expiresAt() : Math.min(event.expiresAt(), ask.deadline());
  }

  /** Returns the id that all calls have in common which follow from one another. */
  String execution() {
    return ask == null ? event.idText() : ask.execution();
  }
}
