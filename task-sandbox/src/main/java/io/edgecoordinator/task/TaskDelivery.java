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
 * @param activation how many sets of tasks had been put in force when it was routed, which says for
 *     which version of the task it is; {@link #NEWEST} for the newest there is
 */
record TaskDelivery(
    Event event,
    Map<String, String> captures,
    String flow,
    Priority priority,
    @Nullable Ask ask,
    long activation)
    implements Queueable {

  /** Is for the newest version there is. */
  static final long NEWEST = Long.MAX_VALUE;

  /** A delivery to the newest version there is. */
  TaskDelivery(
      Event event,
      Map<String, String> captures,
      String flow,
      Priority priority,
      @Nullable Ask ask) {
    this(event, captures, flow, priority, ask, NEWEST);
  }

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
