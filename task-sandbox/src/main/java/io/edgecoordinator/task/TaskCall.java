package io.edgecoordinator.task;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.store.Entry;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/**
 * One call of a task, from when it left its queue. Immutable.
 *
 * @param id unique among the calls of the task in this run of the coordinator
 * @param entry the delivery, which is in its queue until it is done
 * @param isDurable whether it survives a restart
 * @param attempt 1 for the first
 */
record TaskCall(long id, Entry<TaskDelivery> entry, boolean isDurable, int attempt) {

  TaskDelivery delivery() {
    return entry.item();
  }

  /** Returns what the handler is called with. */
  Event event() {
    return entry.item().event();
  }

  /** Returns who waits for the result, or null if it goes into the table as an event. */
  @Nullable Promise<TaskResult> asker() {
    return entry.item().asker();
  }

  /** Returns the same call, to be tried once more. */
  TaskCall nextAttempt() {
    return new TaskCall(id, entry, isDurable, attempt + 1);
  }
}
