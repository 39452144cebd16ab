package io.edgecoordinator.deployment;

import io.edgecoordinator.bundle.BundleLoader;
import io.edgecoordinator.bundle.Bundles;
import io.edgecoordinator.bundle.SigningKey;
import io.edgecoordinator.bundle.TrustedKeys;
import io.edgecoordinator.config.Configuration;
import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Addresses;
import io.edgecoordinator.event.Arrival;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.EventBatch;
import io.edgecoordinator.event.EventIds;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.event.ReferenceCodec;
import io.edgecoordinator.event.Source;
import io.edgecoordinator.flow.DeliveryBatch;
import io.edgecoordinator.flow.EventRouter;
import io.edgecoordinator.sqlite.SqliteStore;
import io.edgecoordinator.sqlite.StoreLimits;
import io.edgecoordinator.store.Store;
import io.edgecoordinator.task.CallQueues;
import io.edgecoordinator.task.ResourceLimits;
import io.edgecoordinator.task.ResourceManager;
import io.edgecoordinator.task.Scheduler;
import io.edgecoordinator.task.SchedulerLimits;
import io.edgecoordinator.task.TaskResult;
import io.edgecoordinator.task.WorkerCommand;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The parts of a coordinator that have to do with deployments, with a real store and workers. */
final class Box implements AutoCloseable {

  private static final long SECONDS = 20;

  /** The operator's key, which every box trusts with bundles whose names begin with "t". */
  static final SigningKey KEY = SigningKey.generate();

  static final DeploymentLimits LIMITS =
      new DeploymentLimits(
          1 << 20,
          2 << 20,
          1 << 20,
          Duration.ofSeconds(20),
          Duration.ofSeconds(40),
          Duration.ofSeconds(20),
          Duration.ofMillis(20),
          1);

  final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  final Context loop = vertx.getOrCreateContext();
  final Cloud cloud;
  final Path archives;
  final Deployments deployments;
  final Bundles bundles;
  private final SqliteStore store;
  private final EventRouter router;
  private final Scheduler scheduler;
  private final ResourceManager resources;
  private final EventIds ids;
  private int probes;

  /** What can be different about a box. */
  static final class Options {
    List<Path> lying = List.of();
    boolean trusts = true;
    DeploymentLimits limits = LIMITS;
    Configuration.Deployments settings =
        new Configuration.Deployments(
            List.of("pilot"), 2, Duration.ofSeconds(30), Duration.ofSeconds(1));
    SafeToUpdate safeToUpdate = SafeToUpdate.ALWAYS;
    SigningKey key = KEY;

    /** Put between the deployments and the store of the box. */
    UnaryOperator<Store> between = store -> store;
  }

  Box(Path folder, Cloud cloud, Options options) throws Exception {
    this.cloud = cloud;
    archives = folder.resolve("bundles");
    Clock clock = Clock.systemUTC();
    ids = new EventIds(clock);
    ReferenceCodec.register(vertx, EventBatch.class);
    ReferenceCodec.register(vertx, DeliveryBatch.class);
    store = SqliteStore.open(loop, folder, StoreLimits.DEFAULT).await();
    router = new EventRouter(vertx, BundleLoader.table(List.of()), 16, clock);
    resources =
        new ResourceManager(
            vertx,
            loop,
            WorkerCommand.ofThisInstallation(),
            ResourceLimits.DEFAULT.withoutSpares());
    CallQueues queues = new CallQueues(loop, SchedulerLimits.DEFAULT, clock);
    scheduler = new Scheduler(loop, resources, queues, ids, router::deliveryOptions);
    bundles = new Bundles(vertx, router, scheduler, options.lying, clock);
    DeploymentParts parts =
        new DeploymentParts(
            loop,
            options.between.apply(store),
            archives,
            bundles,
            options.trusts ? trusted(folder, options.key) : TrustedKeys.read(List.of()),
            cloud,
            options.safeToUpdate,
            clock);
    deployments = new Deployments(parts, options.settings, options.limits);
    DesiredLink link = new DesiredLink(vertx, cloud, deployments, clock);
    await(() -> {
      router.start();
      scheduler.start();
      return resources
          .start()
          .compose(_ -> deployments.start())
          .onSuccess(_ -> {
            link.start();
            deployments.resume();
          });
    });
  }

  Box(Path folder, Cloud cloud) throws Exception {
    this(folder, cloud, new Options());
  }

  private static TrustedKeys trusted(Path folder, SigningKey key) throws Exception {
    Path file = Files.writeString(folder.resolve("ops.pub"), key.publicText());
    return TrustedKeys.read(List.of(new Configuration.Trust(file, List.of("t*"))));
  }

  /** Announces a bundle, has it held ready, and waits until the box says it is safe. */
  void desire(TestBundle.Announced bundle) throws Exception {
    cloud.hold(bundle);
    send(bundle.install().payload());
  }

  void send(Payload payload) throws Exception {
    await(() -> cloud.send(payload));
  }

  /** Waits for the end of a deployment. */
  Deployment ended(String id) throws Exception {
    return reached(id, each -> each.state().isTerminal());
  }

  /** Waits until a deployment is in a state. */
  Deployment reached(String id, DeploymentState state) throws Exception {
    return reached(id, each -> each.state() == state);
  }

  private Deployment reached(String id, Predicate<Deployment> condition) throws Exception {
    until(() -> get(() -> deployments.find(id)).filter(condition).isPresent());
    return get(() -> deployments.find(id)).orElseThrow();
  }

  /** Deploys an archive as somebody on the box does. */
  Deployment deployLocally(Path zip) throws Exception {
    return await(() ->
        deployments
            .beginUpload(Files.size(zip))
            .compose(file ->
                vertx
                    .fileSystem()
                    .copy(zip.toString(), file.toString())
                    .compose(_ -> deployments.deploy(file))
                    .onComplete(_ -> deployments.endUpload(file))));
  }

  /** Returns the bundles in force, such as {@code [tea 1]}. */
  List<String> inForce() throws Exception {
    return get(
        () -> bundles.inForce().stream().map(each -> each.name() + " " + each.version()).toList());
  }

  List<DeployedBundle> deployed() throws Exception {
    return get(deployments::bundles);
  }

  /** Calls a task and returns what it gave, or the reason of its failure. */
  String call(String task) throws Exception {
    Event event =
        new Event(
            ids.next(),
            new Source.Operator(),
            null,
            "call",
            Payload.of("{}"),
            QoS.AT_MOST_ONCE,
            false,
            0);
    TaskResult result = await(() -> scheduler.invoke(task, event));
    return switch (result) {
      case TaskResult.Completed completed ->
          completed.returned() == null ? "nothing" : completed.returned().text();
      case TaskResult.Failed failed -> failed.reason().toString();
    };
  }

  /**
   * Publishes {@code {"probe": N}}, and returns what a task makes of it, which has to have the same
   * {@code "probe":N} in it: {@code null} if nothing comes in time.
   */
  @Nullable String result(String topic, String resultTopic, Duration time) throws Exception {
    CompletableFuture<String> result = new CompletableFuture<>();
    String probe = "\"probe\":" + ++probes;
    Event event =
        new Event(
            ids.next(),
            new Source.Operator(),
            null,
            topic,
            Payload.of("{" + probe + "}"),
            QoS.AT_MOST_ONCE,
            false,
            0);
    EventRouter.Tap tap =
        get(() -> {
          EventRouter.Tap made =
              router.tap(routed -> {
                String text = routed.event().payload().text();
                if (routed.event().topic().equals(resultTopic)
                    && (text.contains(probe + ",") || text.contains(probe + "}"))) {
                  result.complete(text);
                }
              });
          vertx
              .eventBus()
              .send(
                  Addresses.EVENT,
                  new EventBatch(List.of(new Arrival(event, Acknowledgement.NONE))));
          return made;
        });
    try {
      return result.completeOnTimeout(null, time.toMillis(), TimeUnit.MILLISECONDS).get();
    } finally {
      get(() -> {
        tap.close();
        return null;
      });
    }
  }

  /** Says what files of archives there are. */
  List<String> files() throws Exception {
    try (var files = Files.list(archives)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  <T> T get(Callable<T> action) {
    try {
      CompletableFuture<T> done = new CompletableFuture<>();
      loop.runOnContext(_ -> {
        try {
          done.complete(action.call());
        } catch (Throwable e) {
          done.completeExceptionally(e);
        }
      });
      return done.get(SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  <T> T await(Callable<Future<T>> action) throws Exception {
    return get(action).toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
  }

  static void until(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("it did not become so within " + SECONDS + " s");
      }
      LockSupport.parkNanos(2_000_000);
    }
  }

  /** Ends it without a word, as if its process were killed: nothing that was not written is. */
  void crash() throws Exception {
    // The store writes what is in the open commit when it is closed; a real kill is in CrashTest.
    get(() -> {
      bundles.close();
      return null;
    });
    await(() -> resources.close().eventually(store::close));
    vertx.close().await();
  }

  @Override
  public void close() {
    get(() -> {
      deployments.stop();
      return null;
    });
    try {
      crash();
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }
}
