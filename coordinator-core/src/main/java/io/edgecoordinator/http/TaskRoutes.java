package io.edgecoordinator.http;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.EventIds;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.event.Source;
import io.edgecoordinator.event.Topics;
import io.edgecoordinator.task.LogLine;
import io.edgecoordinator.task.Scheduler;
import io.edgecoordinator.task.TaskResult;
import io.edgecoordinator.task.TaskStatus;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What can be seen of one task, and done with it. Belongs to the event loop. */
final class TaskRoutes {

  /** Followers of logs at the same time. */
  private static final int MAX_FOLLOWERS = 16;

  /** Lines of a log that are shown at most. */
  private static final int MAX_LINES = 10_000;

  /** How long a call may be waited for, in milliseconds. */
  private static final long MAX_TIMEOUT = 3_600_000;

  /** After its deadline a call is given so long to say itself that it has passed. */
  private static final long GRACE_MILLIS = 1_000;

  private final Scheduler scheduler;
  private final EventIds ids;
  private final Clock clock;
  private int followers;

  TaskRoutes(Scheduler scheduler, EventIds ids, Clock clock) {
    this.scheduler = scheduler;
    this.ids = ids;
    this.clock = clock;
  }

  Object task(RoutingContext request) {
    return TaskViews.task(known(name(request)));
  }

  private static String name(RoutingContext request) {
    return Objects.requireNonNull(request.pathParam("name"));
  }

  private TaskStatus known(String task) {
    return scheduler.tasks().stream()
        .filter(each -> each.definition().name().equals(task))
        .findFirst()
        .orElseThrow(() ->
            new Refusal(404, "there is no task " + task + "; `coordinator tasks` lists them"));
  }

  /** Calls a task with the body as payload; {@code topic} and {@code timeout} (ms) may be given. */
  Future<Inspection.Answer> invoke(RoutingContext request) {
    String task = name(request);
    Buffer body = request.body().buffer();
    Payload payload = body == null ? Payload.EMPTY : Payload.of(body.getBytes());
    if (!payload.isJson()) {
      throw new Refusal(400, "the body must be the event's payload, in JSON");
    }
    known(task);
    String topic = request.queryParams().get("topic");
    Event event = event(topic == null ? "tasks/" + task + "/invoke" : topic, payload);
    long millis = Query.number(request, "timeout", 0, MAX_TIMEOUT);
    long deadline = millis == 0 ? Event.NEVER : clock.millis() + millis;
    Future<TaskResult> result = scheduler.invoke(task, event, deadline);
    Future<TaskResult> inTime =
        millis == 0 ? result : result.timeout(millis + GRACE_MILLIS, TimeUnit.MILLISECONDS);
    return inTime
        .map(ended -> answer(task, event, ended))
        .recover(late ->
            late instanceof TimeoutException
                ? Future.succeededFuture(late(task, event, millis))
                : Future.failedFuture(late));
  }

  private Event event(String topic, Payload payload) {
    try {
      Topics.validateName(topic);
    } catch (IllegalArgumentException wrong) {
      throw new Refusal(400, String.valueOf(wrong.getMessage()));
    }
    return new Event(
        ids.next(), new Source.Operator(), null, topic, payload, QoS.AT_MOST_ONCE, false, 0);
  }

  private Inspection.Answer answer(String task, Event event, TaskResult result) {
    Map<String, Object> view =
        switch (result) {
          case TaskResult.Completed completed -> TaskViews.completed(completed);
          case TaskResult.Failed failed -> TaskViews.failed(failed);
        };
    view.put("event", event.idText());
    view.put("logs", logsOf(task, event));
    int status =
        switch (result) {
          case TaskResult.Completed _ -> 200;
          case TaskResult.Failed failed -> TaskViews.httpStatus(failed.reason());
        };
    return new Inspection.Answer(status, view);
  }

  private Inspection.Answer late(String task, Event event, long millis) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("error", "task " + task + " gave no result within " + millis + " ms");
    view.put("reason", "expired");
    view.put("event", event.idText());
    view.put("logs", logsOf(task, event));
    return new Inspection.Answer(504, view);
  }

  private List<Map<String, Object>> logsOf(String task, Event event) {
    return scheduler.logs().lines(task, MAX_LINES).stream()
        .filter(line -> event.idText().equals(line.event()))
        .map(TaskViews::line)
        .toList();
  }

  /**
   * Answers with the last lines of a task's log, one JSON object each, and with those that follow
   * if {@code follow=true}. A task that was removed may still have some.
   */
  void logs(JsonMapper json, RoutingContext request) {
    String task = name(request);
    boolean follow = "true".equals(request.queryParams().get("follow"));
    List<LogLine> last =
        scheduler.logs().lines(task, (int) Query.number(request, "lines", 100, MAX_LINES));
    if (last.isEmpty()) {
      known(task);
    }
    if (follow && followers == MAX_FOLLOWERS) {
      throw new Refusal(503, MAX_FOLLOWERS + " follow logs already; end one of them first");
    }
    LogStream stream = new LogStream(json, request.response());
    last.forEach(stream::write);
    if (follow) {
      followers++;
      stream.follow(scheduler.logs(), task, () -> followers--);
    } else {
      stream.end();
    }
  }

  /** Returns what a task keeps; a removed one, too. */
  Future<Inspection.Answer> state(RoutingContext request) {
    return scheduler
        .state(name(request))
        .map(values -> {
          List<Map<String, Object>> entries =
              new TreeMap<>(values)
                  .entrySet().stream()
                      .map(entry -> TaskViews.kept(entry.getKey(), entry.getValue()))
                      .toList();
          return new Inspection.Answer(200, Map.of("task", name(request), "state", entries));
        });
  }

  /** Takes away what a task keeps under a {@code key}, or all if {@code all=true}. */
  Future<Inspection.Answer> dropState(RoutingContext request) {
    @Nullable String key = request.queryParams().get("key");
    if (key == null && !"true".equals(request.queryParams().get("all"))) {
      throw new Refusal(400, "say which key, or all=true");
    }
    return scheduler
        .dropState(name(request), key)
        .map(count -> new Inspection.Answer(200, Map.of("dropped", count)));
  }
}
