package io.edgecoordinator.http;

import io.edgecoordinator.bundle.Bundle;
import io.edgecoordinator.bundle.Bundles;
import io.edgecoordinator.bundle.TableVersion;
import io.edgecoordinator.document.Fault;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.EventIds;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.event.Source;
import io.edgecoordinator.event.Topics;
import io.edgecoordinator.flow.EventRouter;
import io.edgecoordinator.task.ResourceManager;
import io.edgecoordinator.task.Scheduler;
import io.edgecoordinator.task.TaskResult;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What can be seen of a running coordinator, and what an operator can do to it. Belongs to the
 * event loop of the parts it looks at.
 */
public final class Inspection {

  /** Watchers at the same time; each costs every event a little. */
  private static final int MAX_WATCHERS = 16;

  private final String id;
  private final EventRouter router;
  private final Scheduler scheduler;
  private final ResourceManager resources;
  private final Bundles bundles;
  private final EventIds ids;
  private final Clock clock;
  private final Instant started;
  private int watchers;

  /** An answer and its HTTP status. */
  record Answer(int status, Object body) {}

  /**
   * Creates the view.
   *
   * @param id the name of this box
   * @param ids for the events of the operator
   */
  public Inspection(
      String id,
      EventRouter router,
      Scheduler scheduler,
      ResourceManager resources,
      Bundles bundles,
      EventIds ids,
      Clock clock) {
    this.id = id;
    this.router = router;
    this.scheduler = scheduler;
    this.resources = resources;
    this.bundles = bundles;
    this.ids = ids;
    this.clock = clock;
    this.started = clock.instant();
  }

  Object status() {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", id);
    view.put("started", started.toString());
    view.put("uptimeSeconds", Duration.between(started, clock.instant()).toSeconds());
    view.put("table", bundles.history().stream().findFirst().map(Inspection::version).orElse(null));
    view.put("rows", router.table().flows().size());
    view.put("tasks", scheduler.tasks().size());
    view.put("workers", resources.workers().stream().map(TaskViews::worker).toList());
    view.put("events", router.counters());
    view.put("faults", faults());
    return view;
  }

  Object tasks() {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("tasks", scheduler.tasks().stream().map(TaskViews::task).toList());
    view.put("faults", faults());
    return view;
  }

  Object flows() {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("history", bundles.history().stream().map(Inspection::version).toList());
    view.put("flows", router.table().flows().stream().map(FlowViews::flow).toList());
    view.put("faults", faults());
    return view;
  }

  Object bundles() {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("bundles", bundles.inForce().stream().map(Inspection::bundle).toList());
    view.put("faults", faults());
    return view;
  }

  Object explain(ExplainRequest request) {
    Event event = request.event(ids.next());
    return FlowViews.explanation(router.table().explain(event));
  }

  Future<Answer> invoke(String task, @Nullable Buffer body) {
    Payload payload = body == null ? Payload.EMPTY : Payload.of(body.getBytes());
    if (!payload.isJson()) {
      throw new Refusal(400, "the body must be the event's payload, in JSON");
    }
    if (scheduler.tasks().stream().noneMatch(known -> known.definition().name().equals(task))) {
      throw new Refusal(404, "there is no task " + task + "; `coordinator tasks` lists them");
    }
    Event event =
        new Event(
            ids.next(),
            new Source.Operator(),
            null,
            "tasks/" + task + "/invoke",
            payload,
            QoS.AT_MOST_ONCE,
            false,
            0);
    return scheduler
        .invoke(task, event)
        .map(result ->
            switch (result) {
              case TaskResult.Completed completed ->
                  new Answer(200, TaskViews.completed(completed));
              case TaskResult.Failed failed ->
                  new Answer(TaskViews.httpStatus(failed.reason()), TaskViews.failed(failed));
            });
  }

  void tail(JsonMapper json, HttpServerResponse response, String filter) {
    try {
      Topics.validateFilter(filter);
    } catch (IllegalArgumentException wrong) {
      throw new Refusal(400, String.valueOf(wrong.getMessage()));
    }
    if (watchers == MAX_WATCHERS) {
      throw new Refusal(503, MAX_WATCHERS + " watch already; end one of them first");
    }
    watchers++;
    TailStream.start(router, json, response, filter, clock, () -> watchers--);
  }

  private List<Map<String, Object>> faults() {
    return bundles.faults().stream().map(Inspection::fault).toList();
  }

  private static Map<String, Object> fault(Fault fault) {
    return Map.of(
        "file", fault.file(),
        "line", fault.line(),
        "column", fault.column(),
        "message", fault.message());
  }

  private static Map<String, Object> version(TableVersion version) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("version", version.number());
    view.put("since", version.since().toString());
    view.put("bundles", version.bundles());
    return view;
  }

  private static Map<String, Object> bundle(Bundle bundle) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("name", bundle.name());
    view.put("version", bundle.version());
    view.put("origin", bundle.origin().toString());
    view.put("tasks", bundle.tasks().stream().map(task -> task.name()).toList());
    view.put("flows", bundle.flows().stream().map(flow -> flow.id()).toList());
    view.put("files", bundle.files().contents().keySet());
    return view;
  }
}
