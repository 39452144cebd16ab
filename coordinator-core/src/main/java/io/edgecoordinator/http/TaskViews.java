package io.edgecoordinator.http;

import io.edgecoordinator.event.Payload;
import io.edgecoordinator.task.ExecutionEnvironment.State;
import io.edgecoordinator.task.TaskDefinition;
import io.edgecoordinator.task.TaskResult;
import io.edgecoordinator.task.TaskStatus;
import io.edgecoordinator.task.WorkerStatus;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Tasks, workers and results as JSON shows them. */
final class TaskViews {

  private TaskViews() {}

  static Map<String, Object> task(TaskStatus status) {
    TaskDefinition task = status.definition();
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("name", task.name());
    view.put("bundle", task.bundle());
    view.put("runtime", lowerCase(task.runtime()));
    view.put("handler", task.handler().toString());
    view.put("isolation", lowerCase(task.placement().isolation()));
    view.put("priority", lowerCase(task.priority()));
    view.put("concurrency", task.limits().concurrency());
    view.put("timeoutMillis", task.limits().timeout().toMillis());
    view.put("environments", status.environments().count());
    view.put("environmentsByState", byState(status.environments().byState()));
    if (status.environments().waitsFor() != null) {
      view.put("waitsFor", status.environments().waitsFor());
    }
    view.put("queued", status.queued());
    view.put("underWay", status.underWay());
    view.put("calls", status.calls());
    view.put("averageMicros", status.averageMicros());
    Map<String, Long> failures = new TreeMap<>();
    status.failures().forEach((reason, count) -> failures.put(lowerCase(reason), count));
    view.put("failures", failures);
    view.put("retries", status.consequences().retries());
    view.put("deadLetters", status.consequences().deadLetters());
    if (status.lastFailure() != null) {
      view.put("lastFailure", status.lastFailure());
    }
    return view;
  }

  static Map<String, Object> worker(WorkerStatus worker) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("name", worker.name());
    view.put("pid", worker.pid());
    view.put("use", worker.use());
    view.put(
        "environments", worker.environments().values().stream().mapToInt(Integer::intValue).sum());
    view.put("environmentsByState", byState(worker.environments()));
    view.put("residentBytes", worker.memory().resident());
    view.put("plannedBytes", worker.memory().planned());
    view.put("heapLiveBytes", worker.memory().heapLive());
    view.put("heapMostBytes", worker.memory().heapMost());
    if (worker.waitsFor() != null) {
      view.put("waitsFor", worker.waitsFor());
    }
    return view;
  }

  private static Map<String, Integer> byState(Map<State, Integer> counts) {
    Map<String, Integer> view = new TreeMap<>();
    counts.forEach((state, count) -> view.put(lowerCase(state), count));
    return view;
  }

  static Map<String, Object> completed(TaskResult.Completed result) {
    Map<String, Object> view = new LinkedHashMap<>();
    if (result.topic() != null) {
      view.put("topic", result.topic());
    }
    view.put("returned", json(result.returned()));
    view.put(
        "published",
        result.published().stream()
            .map(each -> Map.of("topic", each.topic(), "payload", nullable(each.payload())))
            .toList());
    view.put("tookMillis", millis(result.took()));
    return view;
  }

  static Map<String, Object> failed(TaskResult.Failed failure) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("error", failure.message());
    view.put("reason", lowerCase(failure.reason()));
    if (!failure.details().isEmpty()) {
      view.put("details", failure.details());
    }
    view.put("tookMillis", millis(failure.took()));
    return view;
  }

  /** Returns the HTTP status that says the same as a failure. */
  static int httpStatus(TaskResult.Reason reason) {
    return switch (reason) {
      case QUEUE_FULL, WITHDRAWN -> 503;
      case TIMED_OUT, EXPIRED -> 504;
      case THREW,
          INVALID_RESULT,
          OUTPUT_TOO_LARGE,
          OUT_OF_MEMORY,
          TOO_MUCH_PROCESSOR,
          TOO_MANY_EVENTS,
          STATE_TOO_LARGE,
          STATE_CONFLICT,
          NOT_PERMITTED,
          RESULT_REFUSED,
          WORKER_DIED,
          NOT_LOADED ->
          502;
    };
  }

  static double millis(Duration duration) {
    return Math.round(duration.toNanos() / 1e3) / 1e3;
  }

  static String lowerCase(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static @Nullable Object json(@Nullable Payload payload) {
    return payload == null ? null : payload.json();
  }

  /** Returns a value for a map that takes no null. */
  private static Object nullable(Payload payload) {
    Object value = payload.json();
    return value == null ? tools.jackson.databind.node.NullNode.getInstance() : value;
  }
}
