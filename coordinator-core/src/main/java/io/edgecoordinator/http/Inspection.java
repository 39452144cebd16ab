package io.edgecoordinator.http;

import io.edgecoordinator.bundle.Bundle;
import io.edgecoordinator.bundle.Bundles;
import io.edgecoordinator.bundle.TableVersion;
import io.edgecoordinator.deployment.Deployments;
import io.edgecoordinator.document.Fault;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.EventIds;
import io.edgecoordinator.event.Topics;
import io.edgecoordinator.flow.EventRouter;
import io.edgecoordinator.shadow.ShadowService;
import io.edgecoordinator.task.ResourceManager;
import io.edgecoordinator.task.Scheduler;
import io.vertx.core.http.HttpServerResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
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
  private final ShadowService shadows;
  private final Bundles bundles;
  private final Deployments deployments;
  private final EventIds ids;
  private final Clock clock;
  private final Instant started;
  private final TaskRoutes taskRoutes;
  private final ShadowRoutes shadowRoutes;
  private final ShadowRest shadowRest;
  private final List<Supplier<List<String>>> notes = new ArrayList<>();
  private final Map<String, Supplier<?>> parts = new LinkedHashMap<>();
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
      String id, Parts parts, Bundles bundles, Deployments deployments, EventIds ids, Clock clock) {
    this.id = id;
    this.router = parts.router();
    this.scheduler = parts.scheduler();
    this.resources = parts.resources();
    this.shadows = parts.shadows();
    this.bundles = bundles;
    this.deployments = deployments;
    this.ids = ids;
    this.clock = clock;
    this.started = clock.instant();
    this.taskRoutes = new TaskRoutes(scheduler, ids, clock);
    ShadowDesk desk = new ShadowDesk(shadows);
    this.shadowRoutes = new ShadowRoutes(shadows.catalog(), desk);
    this.shadowRest = new ShadowRest(shadows.catalog(), desk, clock);
  }

  /** Adds what a part has to say about the rows in force. To be called before the start. */
  public Inspection addNotes(Supplier<List<String>> source) {
    notes.add(source);
    return this;
  }

  /** Adds a part of the status that this does not know. To be called before the start. */
  public Inspection addPart(String name, Supplier<?> view) {
    parts.put(name, view);
    return this;
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
    view.put("shadows", ShadowViews.status(shadows.status()));
    parts.forEach((name, part) -> view.put(name, part.get()));
    view.put("events", router.counters());
    view.put("faults", faults());
    return view;
  }

  Object tasks() {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("tasks", scheduler.tasks().stream().map(TaskViews::task).toList());
    view.put("workers", resources.workers().stream().map(TaskViews::worker).toList());
    view.put("faults", faults());
    return view;
  }

  /** Returns what can be done with one task. */
  TaskRoutes task() {
    return taskRoutes;
  }

  /** Returns what can be done with shadows. */
  ShadowRoutes shadow() {
    return shadowRoutes;
  }

  /** Returns the shadow protocol over HTTP. */
  ShadowRest shadowRest() {
    return shadowRest;
  }

  Object flows() {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("history", bundles.history().stream().map(Inspection::version).toList());
    view.put("flows", router.table().flows().stream().map(FlowViews::flow).toList());
    view.put("notes", notes.stream().flatMap(source -> source.get().stream()).toList());
    view.put("faults", faults());
    return view;
  }

  Object bundles() {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("bundles", bundles.inForce().stream().map(this::bundle).toList());
    view.put("faults", faults());
    return view;
  }

  Object explain(ExplainRequest request) {
    Event event = request.event(ids.next());
    return FlowViews.explanation(router.table().explain(event));
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

  private Map<String, Object> bundle(Bundle bundle) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("name", bundle.name());
    view.put("version", bundle.version());
    boolean isDeployed = bundles.lying(bundle.name()).isEmpty();
    DeploymentViews.addTo(view, bundle, isDeployed, deployments);
    view.put("tasks", bundle.tasks().stream().map(task -> task.name()).toList());
    view.put("flows", bundle.flows().stream().map(flow -> flow.id()).toList());
    view.put("files", bundle.files().contents().keySet());
    return view;
  }
}
