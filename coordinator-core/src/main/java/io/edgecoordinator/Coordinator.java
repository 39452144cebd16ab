package io.edgecoordinator;

import io.edgecoordinator.access.Access;
import io.edgecoordinator.backup.Backups;
import io.edgecoordinator.backup.StagedRestore;
import io.edgecoordinator.bundle.BundleLoader;
import io.edgecoordinator.bundle.Bundles;
import io.edgecoordinator.bundle.TrustedKeys;
import io.edgecoordinator.config.Configuration;
import io.edgecoordinator.config.Configuration.Tls;
import io.edgecoordinator.config.HostPort;
import io.edgecoordinator.deployment.DeploymentParts;
import io.edgecoordinator.deployment.Deployments;
import io.edgecoordinator.deployment.DesiredLink;
import io.edgecoordinator.deployment.Downloads;
import io.edgecoordinator.deployment.download.DownloadCounters;
import io.edgecoordinator.deployment.download.DownloadLimits;
import io.edgecoordinator.deployment.download.NetworkDownloads;
import io.edgecoordinator.event.EventBatch;
import io.edgecoordinator.event.EventIds;
import io.edgecoordinator.event.ReferenceCodec;
import io.edgecoordinator.flow.DeliveryBatch;
import io.edgecoordinator.flow.EventRouter;
import io.edgecoordinator.forwarding.Forwarding;
import io.edgecoordinator.http.BackupRoutes;
import io.edgecoordinator.http.DeploymentMetrics;
import io.edgecoordinator.http.DeploymentRoutes;
import io.edgecoordinator.http.DownloadMetrics;
import io.edgecoordinator.http.ForwardingMetrics;
import io.edgecoordinator.http.HttpApi;
import io.edgecoordinator.http.Inspection;
import io.edgecoordinator.http.Metrics;
import io.edgecoordinator.http.Parts;
import io.edgecoordinator.http.Traffic;
import io.edgecoordinator.http.UpstreamRoutes;
import io.edgecoordinator.mqtt.MqttEntry;
import io.edgecoordinator.mqtt.MqttLimits;
import io.edgecoordinator.mqtt.MqttListener;
import io.edgecoordinator.mqtt.SessionStorage;
import io.edgecoordinator.shadow.ShadowService;
import io.edgecoordinator.sqlite.SqliteStore;
import io.edgecoordinator.sqlite.StoreLimits;
import io.edgecoordinator.store.QueueBudget;
import io.edgecoordinator.store.QueueLimits;
import io.edgecoordinator.task.CallQueues;
import io.edgecoordinator.task.ResourceLimits;
import io.edgecoordinator.task.ResourceManager;
import io.edgecoordinator.task.Scheduler;
import io.edgecoordinator.task.SchedulerLimits;
import io.edgecoordinator.task.WorkerCommand;
import io.edgecoordinator.tls.ServerTls;
import io.edgecoordinator.upstream.Upstream;
import io.edgecoordinator.upstream.UpstreamLinks;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A whole coordinator. The constructor is the wiring; the parts know each other by their addresses
 * on the event bus.
 *
 * <pre>
 * devices ⇄ listener → router → scheduler → resources ⇄ workers
 *                        ↑           │
 *                        └── results ┘
 * </pre>
 *
 * <p>Listener, router and scheduler share one event loop, so an event goes all its way without a
 * lock and without changing threads. Guest code runs in other processes. The methods may be called
 * from any thread.
 */
public final class Coordinator {

  /**
   * How long calls under way, and then the workers, may take to end when the coordinator stops, in
   * milliseconds.
   */
  private static final long DRAIN_MILLIS = 5_000;

  private final Vertx vertx;
  private final Context loop;
  private final SqliteStore store;
  private final EventRouter router;
  private final ResourceManager resources;
  private final Scheduler scheduler;
  private final ShadowService shadows;
  private final UpstreamLinks upstreams;
  private final ShadowsUpstream shadowsUpstream;
  private final Forwarding forwarding;
  private final Bundles bundles;
  private final Deployments deployments;
  private final @Nullable DesiredLink desired;
  private final Backups backups;
  private final DownloadCounters downloadCounters = new DownloadCounters();
  private final MqttListener listener;
  private final HttpApi http;
  private final Reloads reloads;
  private final HostPort mqttAddress;

  /** Puts a coordinator together; {@link #start} brings it to life. */
  public Coordinator(Configuration configuration) {
    Clock clock = Clock.systemUTC();
    EventIds ids = new EventIds(clock);
    vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    ReferenceCodec.register(vertx, EventBatch.class);
    ReferenceCodec.register(vertx, DeliveryBatch.class);
    loop = vertx.getOrCreateContext();
    store = open(configuration.data());
    QueueBudget budget = new QueueBudget(configuration.limits().totalBytes());

    router =
        new EventRouter(vertx, BundleLoader.table(List.of()), EventRouter.DEFAULT_MAX_HOPS, clock);
    resources =
        new ResourceManager(
            vertx,
            loop,
            WorkerCommand.ofThisInstallation(),
            ResourceLimits.DEFAULT.withBudget(Bounds.workers(configuration.isolation())));
    QueueLimits queueLimits = Bounds.queue(configuration.limits());
    CallQueues calls = new CallQueues(loop, SchedulerLimits.DEFAULT.withQueue(queueLimits), clock);
    calls.keepIn(store, budget);
    scheduler = new Scheduler(loop, resources, calls, ids, router::deliveryOptions);
    shadows = new ShadowService(loop, store, Bounds.shadows(configuration.shadows()), ids, clock);
    scheduler.useShadows(new ShadowsOfTasks(shadows));
    upstreams = new UpstreamLinks(loop, configuration.upstreams(), clock);
    shadowsUpstream =
        new ShadowsUpstream(configuration.upstreams(), upstreams.all(), shadows, store);
    forwarding =
        new Forwarding(
            loop,
            Bounds.targets(configuration.upstreams(), upstreams),
            router,
            new Forwarding.Kept(store, queueLimits, budget),
            ids,
            clock);
    bundles = new Bundles(vertx, router, scheduler, configuration.bundles(), clock);
    deployments = deployments(configuration, clock);
    desired = desired(upstreams.deployments(), clock);
    mqttAddress = configuration.mqtt().listen();
    Path policy = configuration.policy();
    Access access = policy == null ? Access.open() : Access.by(policy, vertx);
    ServerTls mqttTls = tls(configuration.mqtt().tls(), clock);
    ServerTls httpTls = tls(configuration.http().tls(), clock);
    listener =
        new MqttListener(
            loop,
            entry(configuration.mqtt(), access, mqttTls),
            MqttLimits.DEFAULTS,
            new SessionStorage(store, queueLimits, budget),
            ids,
            clock);
    store.onCongestion(listener::congested);
    Traffic traffic =
        new Traffic(
            listener::devices,
            List.of(scheduler::deliveries, listener::queues, forwarding::queues),
            store.counters(),
            clock);
    Parts parts = new Parts(router, scheduler, resources, shadows);
    UpstreamRoutes links =
        new UpstreamRoutes(upstreams, forwarding, shadowsUpstream::status, clock);
    http =
        new HttpApi(
            vertx,
            configuration.http().listen(),
            new Inspection(configuration.id(), parts, bundles, deployments, ids, clock)
                .addNotes(forwarding::notes)
                .addPart("upstreams", links::summary),
            traffic,
            new Metrics(parts, listener, traffic, access.counters(), mqttTls)
                .add(new DeploymentMetrics(deployments))
                .add(new DownloadMetrics(downloadCounters))
                .add(new ForwardingMetrics(forwarding))
                .add(links),
            httpTls);
    backups = new Backups(loop, store, configuration.data(), configuration.id(), clock);
    http.add(new DeploymentRoutes(vertx, deployments))
        .add(new BackupRoutes(vertx, backups))
        .add(links);
    reloads = new Reloads(vertx, access, mqttTls, httpTls, listener::recheck);
  }

  private Deployments deployments(Configuration configuration, Clock clock) {
    return new Deployments(
        new DeploymentParts(
            loop,
            store,
            configuration.data().resolve("bundles"),
            bundles,
            TrustedKeys.read(configuration.trust()),
            downloads(configuration.upstreams()),
            new AskedTasks(bundles, scheduler),
            clock),
        configuration.deployments());
  }

  private Downloads downloads(List<Configuration.Upstream> settings) {
    Upstream from = upstreams.deployments();
    if (from == null) {
      return Downloads.NONE;
    }
    Configuration.ClientTls tls = settings.get(upstreams.all().indexOf(from)).tls();
    return new NetworkDownloads(
        loop, from, tls == null ? null : tls.ca(), DownloadLimits.DEFAULT, downloadCounters);
  }

  private @Nullable DesiredLink desired(@Nullable Upstream upstream, Clock clock) {
    return upstream == null ? null : new DesiredLink(vertx, upstream, deployments, clock);
  }

  private static @Nullable ServerTls tls(@Nullable Tls files, Clock clock) {
    return files == null ? null : new ServerTls(files, clock);
  }

  private static MqttEntry entry(Configuration.Mqtt mqtt, Access access, @Nullable ServerTls tls) {
    HostPort websocket = mqtt.websocket();
    return new MqttEntry(
        address(mqtt.listen()), websocket == null ? null : address(websocket), tls, access);
  }

  private static SocketAddress address(HostPort address) {
    return SocketAddress.inetSocketAddress(address.port(), address.host());
  }

  /** Starts all parts in flow order, from where events end to where they come in. */
  public Future<Endpoints> start() {
    return onLoop(() -> {
      router.start();
      reloads.start();
      scheduler.start();
      forwarding.start();
      return shadows
          .start()
          .compose(_ -> shadowsUpstream.start(vertx))
          .compose(_ -> resources.start())
          .compose(_ -> deployments.start())
          .compose(_ -> http.start())
          .compose(httpAddress ->
              listener
                  .start()
                  .onSuccess(_ -> {
                    shadows.announce();
                    if (desired != null) {
                      desired.start();
                    }
                    upstreams.start();
                    deployments.resume();
                  })
                  .map(bound ->
                      new Endpoints(new HostPort(mqttAddress.host(), bound.port()), httpAddress)));
    });
  }

  private SqliteStore open(Path data) {
    Future<SqliteStore> opened =
        SqliteStore.open(loop, data, StoreLimits.DEFAULT, StagedRestore::apply);
    try {
      return opened.await();
    } finally {
      if (opened.failed()) {
        vertx.close().await();
      }
    }
  }

  /**
   * Completes, on the event loop, when a backup was put in the place of what this coordinator
   * keeps: it is to be stopped, and a new one started with the same configuration.
   */
  public Future<Void> restartWanted() {
    return backups.restartWanted();
  }

  /**
   * Stops all parts in flow order: no more input, then calls under way end and what they give goes
   * out, then the workers and the rest. What does not end in time is ended; what survives a restart
   * stays in the store.
   */
  public Future<Void> stop() {
    return onLoop(
            () -> {
              deployments.stop();
              bundles.close();
              reloads.stop();
              return listener
                  .stopInput()
                  .eventually(() -> http.stop())
                  .eventually(() -> scheduler.drain().timeout(DRAIN_MILLIS, TimeUnit.MILLISECONDS))
                  .eventually(() -> {
                    if (desired != null) {
                      desired.stop();
                    }
                    forwarding.stop();
                    return upstreams.stop().timeout(DRAIN_MILLIS, TimeUnit.MILLISECONDS);
                  })
                  .eventually(listener::stop)
                  .eventually(() -> resources.close().timeout(DRAIN_MILLIS, TimeUnit.MILLISECONDS))
                  .eventually(store::close);
            })
        .eventually(vertx::close)
        .otherwiseEmpty();
  }

  private <T> Future<T> onLoop(Supplier<Future<T>> work) {
    Promise<T> done = Promise.promise();
    loop.runOnContext(_ -> {
      try {
        work.get().onComplete(done);
      } catch (RuntimeException broken) {
        done.fail(broken);
      }
    });
    return done.future();
  }
}
