package io.edgecoordinator;

import io.edgecoordinator.bundle.BundleLoader;
import io.edgecoordinator.bundle.Bundles;
import io.edgecoordinator.config.Configuration;
import io.edgecoordinator.config.HostPort;
import io.edgecoordinator.event.EventBatch;
import io.edgecoordinator.event.EventIds;
import io.edgecoordinator.event.ReferenceCodec;
import io.edgecoordinator.flow.DeliveryBatch;
import io.edgecoordinator.flow.EventRouter;
import io.edgecoordinator.http.HttpApi;
import io.edgecoordinator.http.Inspection;
import io.edgecoordinator.http.Metrics;
import io.edgecoordinator.http.Traffic;
import io.edgecoordinator.mqtt.MqttLimits;
import io.edgecoordinator.mqtt.MqttListener;
import io.edgecoordinator.sqlite.SqliteStore;
import io.edgecoordinator.sqlite.StoreLimits;
import io.edgecoordinator.task.CallQueues;
import io.edgecoordinator.task.ResourceLimits;
import io.edgecoordinator.task.ResourceManager;
import io.edgecoordinator.task.Scheduler;
import io.edgecoordinator.task.SchedulerLimits;
import io.edgecoordinator.task.WorkerCommand;
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

  /** How long calls under way may take to end when the coordinator stops, in milliseconds. */
  private static final long DRAIN_MILLIS = 5_000;

  private final Vertx vertx;
  private final Context loop;
  private final EventRouter router;
  private final ResourceManager resources;
  private final CallQueues calls;
  private final Scheduler scheduler;
  private final Bundles bundles;
  private final MqttListener listener;
  private final HttpApi http;
  private final HostPort mqttAddress;
  private final Path data;
  private @Nullable SqliteStore store;

  /** Puts a coordinator together; {@link #start} brings it to life. */
  public Coordinator(Configuration configuration) {
    Clock clock = Clock.systemUTC();
    EventIds ids = new EventIds(clock);
    vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    ReferenceCodec.register(vertx, EventBatch.class);
    ReferenceCodec.register(vertx, DeliveryBatch.class);
    loop = vertx.getOrCreateContext();

    router =
        new EventRouter(vertx, BundleLoader.table(List.of()), EventRouter.DEFAULT_MAX_HOPS, clock);
    resources =
        new ResourceManager(
            vertx, loop, WorkerCommand.ofThisInstallation(), ResourceLimits.DEFAULT);
    data = configuration.data();
    calls = new CallQueues(loop, SchedulerLimits.DEFAULT, clock);
    scheduler = new Scheduler(loop, resources, calls, ids, router::deliveryOptions);
    bundles = new Bundles(vertx, router, scheduler, configuration.bundles(), clock);
    mqttAddress = configuration.mqtt().listen();
    listener =
        new MqttListener(
            loop,
            SocketAddress.inetSocketAddress(mqttAddress.port(), mqttAddress.host()),
            MqttLimits.DEFAULTS,
            ids,
            clock);
    Traffic traffic = new Traffic(listener::devices, List.of(scheduler::deliveries), clock);
    http =
        new HttpApi(
            vertx,
            configuration.http().listen(),
            new Inspection(configuration.id(), router, scheduler, resources, bundles, ids, clock),
            traffic,
            new Metrics(router, scheduler, listener.counters(), traffic));
  }

  /** Starts all parts in flow order, from where events end to where they come in. */
  public Future<Endpoints> start() {
    return onLoop(() -> {
      router.start();
      scheduler.start();
      return SqliteStore.open(loop, data, StoreLimits.DEFAULT)
          .onSuccess(this::keepIn)
          .compose(_ -> resources.start())
          .compose(_ -> bundles.start())
          .compose(_ -> http.start())
          .compose(httpAddress ->
              listener
                  .start()
                  .map(bound ->
                      new Endpoints(new HostPort(mqttAddress.host(), bound.port()), httpAddress)));
    });
  }

  private void keepIn(SqliteStore opened) {
    store = opened;
    calls.keepIn(opened);
  }

  /**
   * Stops all parts in flow order: no more input, then calls under way end and what they give goes
   * out, then the workers and the rest. What does not end in time is ended; what survives a restart
   * stays in the store.
   */
  public Future<Void> stop() {
    return onLoop(
            () -> {
              bundles.close();
              return listener
                  .stopInput()
                  .eventually(() -> http.stop())
                  .eventually(() -> scheduler.drain().timeout(DRAIN_MILLIS, TimeUnit.MILLISECONDS))
                  .eventually(listener::stop)
                  .eventually(resources::close)
                  .eventually(() -> store == null ? Future.succeededFuture() : store.close());
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
