package io.edgecoordinator.task;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.EventIds;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.event.Source;
import io.edgecoordinator.flow.Priority;
import io.edgecoordinator.task.TaskResult.Completed;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * Asks tasks whether they may be replaced now. Only a clear no is one: a task that does not answer
 * must not keep its successor away, which may be what mends it. Belongs to the event loop.
 */
final class SafeToUpdate {

  /** Topic of the calls that ask. */
  static final String TOPIC = "coordinator/safe-to-update";

  /** Milliseconds that an answer may take. */
  static final long ANSWER_MILLIS = 5_000;

  private final Vertx vertx;
  private final EventIds ids;
  private final InstantSource clock;

  SafeToUpdate(Vertx vertx, EventIds ids, InstantSource clock) {
    this.vertx = vertx;
    this.ids = ids;
    this.clock = clock;
  }

  /** Returns the names of those that said no. */
  Future<List<String>> ask(List<TaskRunner> tasks, Payload payload) {
    List<TaskRunner> asked = tasks.stream().filter(runner -> runner.task().safeToUpdate()).toList();
    List<Future<Boolean>> answers = asked.stream().map(runner -> saysNo(runner, payload)).toList();
    return Future.join(answers)
        .map(_ ->
            asked.stream()
                .filter(runner -> answers.get(asked.indexOf(runner)).result())
                .map(runner -> runner.task().name())
                .toList());
  }

  private Future<Boolean> saysNo(TaskRunner runner, Payload payload) {
    Event event =
        new Event(
            ids.next(), new Source.Operator(), null, TOPIC, payload, QoS.AT_MOST_ONCE, false, 0);
    Promise<TaskResult> result = Promise.promise();
    Ask ask = new Ask(result, event.idText(), List.of(), clock.millis() + ANSWER_MILLIS);
    TaskDelivery call = new TaskDelivery(event, Map.of(), "", Priority.HIGH, ask);
    if (!runner.submit(call, Acknowledgement.NONE)) {
      return Future.succeededFuture(false);
    }
    Promise<Boolean> answer = Promise.promise();
    long timer = vertx.setTimer(ANSWER_MILLIS, _ -> answer.tryComplete(false));
    result.future().onSuccess(ended -> answer.tryComplete(isNo(ended)));
    return answer.future().onComplete(_ -> vertx.cancelTimer(timer));
  }

  private static boolean isNo(TaskResult result) {
    Payload returned = result instanceof Completed completed ? completed.returned() : null;
    return returned != null && returned.text().strip().equals("false");
  }
}
