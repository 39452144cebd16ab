package io.edgecoordinator.http;

import io.edgecoordinator.access.AccessCounters;
import io.edgecoordinator.flow.EventRouter;
import io.edgecoordinator.flow.RouterCounters;
import io.edgecoordinator.mqtt.MqttCounters;
import io.edgecoordinator.mqtt.MqttListener;
import io.edgecoordinator.shadow.ShadowService;
import io.edgecoordinator.sqlite.StoreCounters;
import io.edgecoordinator.store.QueueStatus;
import io.edgecoordinator.task.HostCounters;
import io.edgecoordinator.task.ResourceCounters;
import io.edgecoordinator.task.ResourceManager;
import io.edgecoordinator.task.Scheduler;
import io.edgecoordinator.task.TaskStatus;
import io.edgecoordinator.task.TaskStatus.Consequences;
import io.edgecoordinator.task.WorkerStatus;
import io.edgecoordinator.tls.ServerTls;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The counters of all parts as a page for Prometheus. */
public final class Metrics {

  private final EventRouter router;
  private final Scheduler scheduler;
  private final ResourceManager resources;
  private final ShadowService shadows;
  private final MqttListener listener;
  private final MqttCounters mqtt;
  private final Traffic traffic;
  private final AccessCounters access;
  private final @Nullable ServerTls tls;
  private final List<Consumer<MetricsPage>> others = new ArrayList<>();

  /** Destinations with numbers of their own; a box may have more sessions than a page has room. */
  private static final int MOST_DESTINATIONS = 1_000;

  /** Tasks with numbers of their own. */
  private static final int MOST_TASKS = 1_000;

  /**
   * Creates the page's source.
   *
   * @param tls of the MQTT listener, or null if it has none
   */
  public Metrics(
      Parts parts,
      MqttListener listener,
      Traffic traffic,
      AccessCounters access,
      @Nullable ServerTls tls) {
    this.router = parts.router();
    this.scheduler = parts.scheduler();
    this.resources = parts.resources();
    this.shadows = parts.shadows();
    this.listener = listener;
    this.mqtt = listener.counters();
    this.traffic = traffic;
    this.access = access;
    this.tls = tls;
  }

  /** Adds the numbers of a part that the page does not know. To be called before the start. */
  public Metrics add(Consumer<MetricsPage> source) {
    others.add(source);
    return this;
  }

  /** Returns the page as of now. */
  String page() {
    MetricsPage page = new MetricsPage();
    events(page, router.counters());
    List<TaskStatus> tasks = scheduler.tasks().stream().limit(MOST_TASKS).toList();
    tasks(page, tasks);
    page.counter(
        "task_calls_handed_over",
        "Calls that were for a former version of their task and went to the next.",
        scheduler.handedOver());
    times(page, tasks);
    host(page, scheduler.hostCounters());
    resources(page);
    deliveries(page, traffic.queues());
    store(page, traffic.store());
    ShadowMetrics.addTo(page, shadows.status());
    mqtt(page);
    access(page);
    others.forEach(source -> source.accept(page));
    java.lang.Runtime runtime = java.lang.Runtime.getRuntime();
    page.gauge(
        "heap_used_bytes",
        "Memory used by objects, garbage included.",
        runtime.totalMemory() - runtime.freeMemory());
    return page.toString();
  }

  private static void events(MetricsPage page, RouterCounters counters) {
    page.counter("events_routed", "Events looked up in the table.", counters.routed())
        .counter("events_unmatched", "Events that no row applied to.", counters.unmatched())
        .counter("events_dropped", "Events that a row ended.", counters.dropped())
        .counter(
            "events_too_many_hops", "Events that went round too often.", counters.tooManyHops())
        .counter("expressions_failed", "Expressions without a value.", counters.failedExpressions())
        .counter(
            "deliveries_nobody_there",
            "Deliveries to a destination that is not there.",
            counters.nobodyThere());
  }

  private static void store(MetricsPage page, StoreCounters store) {
    page.counter("store_commits", "Commits on disk.", store.commits())
        .counter("store_commits_failed", "Commits not written.", store.failedCommits())
        .counter("store_deliveries_written", "Deliveries written.", store.written())
        .counter("store_deliveries_elided", "Over before they were written.", store.elided())
        .counter("store_deliveries_removed", "Deliveries removed.", store.removed())
        .counter("store_deliveries_refused", "Deliveries not written.", store.refused())
        .counter("store_records_undecodable", "Records nobody can read.", store.undecodable())
        .gauge("store_bytes", "Bytes on disk.", store.bytesOnDisk());
  }

  private static void tasks(MetricsPage page, List<TaskStatus> tasks) {
    tasks.forEach(
        each -> page.counter("task_calls", "Calls that ended.", each.calls(), task(each)));
    for (TaskStatus each : tasks) {
      each.failures()
          .forEach((reason, count) ->
              page.counter(
                  "task_failures",
                  "Calls that failed.",
                  count,
                  "task",
                  each.definition().name(),
                  "reason",
                  TaskViews.lowerCase(reason)));
    }
    counter(page, "task_retries", "Calls tried again.", tasks, Consequences::retries);
    counter(
        page,
        "task_retries_refused",
        "Calls not tried again, since too many rested.",
        tasks,
        Consequences::retriesRefused);
    counter(page, "task_dead_letters", "Dead letters.", tasks, Consequences::deadLetters);
    counter(
        page,
        "task_dead_letters_lost",
        "Dead letters that nobody takes.",
        tasks,
        Consequences::deadLettersLost);
    tasks.forEach(each -> page.gauge("task_queued", "Calls that wait.", each.queued(), task(each)));
    tasks.forEach(
        each -> page.gauge("task_under_way", "Calls that run.", each.underWay(), task(each)));
    tasks.forEach(each ->
        page.gauge("task_environments", "Environments.", each.environments().count(), task(each)));
  }

  private void resources(MetricsPage page) {
    ResourceCounters counters = resources.counters();
    page.counter("workers_started", "Worker processes started.", counters.workersStarted())
        .counter("workers_ended_for_room", "Ended for others.", counters.workersEndedForRoom())
        .counter("workers_waited", "Workers that waited for room.", counters.waited())
        .counter("workers_held", "Workers stopped for urgent calls.", counters.held())
        .counter("environments_evicted", "Environments ended for room.", counters.evicted())
        .counter("environments_refused", "Environments that can't be.", counters.refused())
        .gauge("workers_memory_reserved_bytes", "Set aside.", resources.memoryReserved());
    for (WorkerStatus each : resources.workers()) {
      String[] worker = {"worker", each.name(), "use", each.use()};
      page.gauge("worker_resident_bytes", "Memory a worker has.", each.memory().resident(), worker);
    }
  }

  private static void times(MetricsPage page, List<TaskStatus> tasks) {
    for (TaskStatus each : tasks) {
      time(page, each, "0.5", each.times().p50Micros());
      time(page, each, "0.99", each.times().p99Micros());
    }
    tasks.forEach(
        each -> page.gauge("task_state_bytes", "What it keeps.", each.state().bytes(), task(each)));
    tasks.forEach(each ->
        page.counter(
            "task_state_overtaken",
            "Calls run again, since others changed what they had read of the state.",
            each.state().overtaken(),
            task(each)));
  }

  private static void time(MetricsPage page, TaskStatus task, String quantile, long micros) {
    page.gauge(
        "task_handler_micros",
        "Microseconds a handler takes, of the latest calls most.",
        micros,
        "task",
        task.definition().name(),
        "quantile",
        quantile);
  }

  private static void host(MetricsPage page, HostCounters counters) {
    requests(page, "invocations", counters.invocations());
    requests(page, "fetches", counters.fetches());
    requests(page, "shadow_requests", counters.shadows());
    page.gauge("state_bytes", "What all tasks keep, in memory.", counters.stateBytes())
        .counter("state_taken_back", "Changes the disk refused.", counters.stateTakenBack());
  }

  private static void requests(MetricsPage page, String what, HostCounters.Kind kind) {
    page.counter("task_" + what, "By calls of tasks.", kind.granted())
        .counter("task_" + what + "_refused", "Not permitted, or too many.", kind.refused())
        .gauge("task_" + what + "_open", "Under way.", kind.open());
  }

  private static void counter(
      MetricsPage page,
      String name,
      String help,
      List<TaskStatus> tasks,
      ToLongFunction<Consequences> number) {
    tasks.forEach(
        each -> page.counter(name, help, number.applyAsLong(each.consequences()), task(each)));
  }

  private static void deliveries(MetricsPage page, List<QueueStatus> all) {
    List<QueueStatus> queues = all.stream().limit(MOST_DESTINATIONS).toList();
    queues.forEach(each ->
        page.gauge("deliveries_pending", "Deliveries not done.", each.count(), destination(each)));
    queues.forEach(each ->
        page.gauge("deliveries_bytes", "Deliveries not done.", each.bytes(), destination(each)));
    for (QueueStatus each : queues) {
      each.dropped()
          .forEach((reason, count) ->
              page.counter(
                  "deliveries_dropped",
                  "Deliveries given up.",
                  count,
                  "destination",
                  each.destination(),
                  "reason",
                  TaskViews.lowerCase(reason)));
    }
  }

  private static String[] destination(QueueStatus queue) {
    return new String[] {"destination", queue.destination()};
  }

  private static String[] task(TaskStatus status) {
    return new String[] {"task", status.definition().name()};
  }

  private void mqtt(MetricsPage page) {
    page.counter("mqtt_connections_accepted", "Connections.", mqtt.connectionsAccepted())
        .counter("mqtt_connections_refused", "Connections refused.", mqtt.connectionsRefused())
        .counter("mqtt_connections_delayed", "Connections that waited.", mqtt.connectionsDelayed())
        .counter("mqtt_connect_timeouts", "Connections without CONNECT.", mqtt.connectTimeouts())
        .counter("mqtt_keep_alive_timeouts", "Silent clients.", mqtt.keepAliveTimeouts())
        .counter("mqtt_sessions_taken_over", "Sessions taken over.", mqtt.sessionsTakenOver())
        .counter("mqtt_protocol_violations", "Malformed packets.", mqtt.protocolViolations())
        .counter("mqtt_messages_received", "Messages from devices.", mqtt.messagesReceived())
        .counter("mqtt_messages_refused", "Messages not let in.", mqtt.messagesRefused())
        .counter(
            "mqtt_readings_paused", "Readers stopped for too many unsettled.", mqtt.readingPaused())
        .counter("mqtt_readings_held_back", "Readers stopped for the disk.", mqtt.heldBack())
        .counter("mqtt_sessions_expired", "Sessions nobody came back to.", mqtt.sessionsExpired())
        .counter("mqtt_sessions_refused", "Sessions there was no room for.", mqtt.sessionsRefused())
        .counter("mqtt_retained_refused", "No room to retain them.", mqtt.retainedRefused())
        .counter("mqtt_wills_published", "Wills published.", mqtt.willsPublished())
        .counter("mqtt_messages_sent", "Messages to subscribers.", mqtt.messagesSent());
    dropped(page, "slow-reader", mqtt.droppedSlow());
    dropped(page, "queue-full", listener.droppedQueueFull());
    dropped(page, "offline", mqtt.droppedOffline());
    dropped(page, "too-large", mqtt.droppedTooLarge());
    dropped(page, "session-ended", mqtt.droppedAtClose());
  }

  private void access(MetricsPage page) {
    refused(page, "bad-credentials", access.badCredentials());
    refused(page, "not-authorized", access.notAuthorized());
    refused(page, "busy", access.busy());
    page.counter("mqtt_publish_not_authorized", "Messages refused.", access.publishRefused())
        .counter("mqtt_subscribe_not_authorized", "Filters refused.", access.subscribeRefused())
        .counter("policy_reloads", "Changed policies that came into force.", access.reloads())
        .counter("policy_reloads_failed", "Changed policies with faults.", access.reloadsFailed())
        .counter("tls_handshakes_failed", "TLS handshakes failed.", mqtt.handshakesFailed())
        .counter("tls_handshakes_refused", "Too many at a time.", mqtt.handshakesRefused());
    if (tls != null) {
      page.gauge(
          "tls_certificate_days_left",
          "Days until the certificate of the MQTT listener ends.",
          tls.validity().daysLeft(Instant.now()));
    }
  }

  private static void refused(MetricsPage page, String reason, long count) {
    page.counter("mqtt_connects_denied", "Clients not let in.", count, "reason", reason);
  }

  private static void dropped(MetricsPage page, String reason, long count) {
    page.counter("mqtt_messages_dropped", "Messages not sent.", count, "reason", reason);
  }
}
