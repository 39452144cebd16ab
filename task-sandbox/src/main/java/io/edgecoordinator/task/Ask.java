package io.edgecoordinator.task;

import io.vertx.core.Promise;
import java.util.List;

/**
 * A call that somebody waits for, and what it must not exceed. It does not survive a restart.
 *
 * @param result who waits for it
 * @param execution id that all calls have in common which follow from one another
 * @param callers names of the tasks that wait for it, the outermost first; empty if no task does
 * @param deadline when its result is of no use any more, in milliseconds since 1970, or {@link
 *     io.edgecoordinator.event.Event#NEVER}
 */
record Ask(Promise<TaskResult> result, String execution, List<String> callers, long deadline) {

  Ask {
    callers = List.copyOf(callers);
  }
}
