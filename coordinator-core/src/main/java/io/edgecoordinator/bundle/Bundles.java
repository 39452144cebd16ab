package io.edgecoordinator.bundle;

import io.edgecoordinator.document.Fault;
import io.edgecoordinator.flow.EventRouter;
import io.edgecoordinator.task.Scheduler;
import io.edgecoordinator.task.TaskSet;
import io.edgecoordinator.task.TaskStatus;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bundles in force: those that are run as they lie there, and those that were deployed. They
 * are switched in whole: tasks and table together, between two events, after every task was loaded
 * in a worker. If anything is wrong with the new ones, the old ones stay, and {@link #faults()}
 * says what it is.
 *
 * <p>Where both kinds have a bundle of the same name, the one that lies there is in force.
 *
 * <p>Belongs to the event loop of the router.
 */
public final class Bundles implements AutoCloseable {

  /** How many versions are remembered, the one in force included. */
  private static final int HISTORY = 10;

  private static final Logger log = LoggerFactory.getLogger(Bundles.class);

  private final Vertx vertx;
  private final EventRouter router;
  private final Scheduler scheduler;
  private final InstantSource clock;
  private final BundleLoader loader;
  private final List<Path> paths;
  private final Turns turns = new Turns();
  private final Deque<TableVersion> history = new ArrayDeque<>();

  private List<Bundle> lying = List.of();
  private final Map<String, Bundle> deployed = new LinkedHashMap<>();
  private final Map<String, Fault> leftOut = new LinkedHashMap<>();
  private List<Bundle> inForce = List.of();
  private List<Fault> faults = List.of();
  private @Nullable BundleWatcher watcher;
  private @Nullable Reload reload;
  private final Promise<Void> begun = Promise.promise();
  private boolean closed;

  /**
   * Creates the set; nothing is in force yet.
   *
   * @param paths folders and zip files, run as they lie there
   */
  public Bundles(
      Vertx vertx, EventRouter router, Scheduler scheduler, List<Path> paths, InstantSource clock) {
    this.vertx = vertx;
    this.router = router;
    this.scheduler = scheduler;
    this.clock = clock;
    this.loader = new BundleLoader();
    this.paths = List.copyOf(paths);
  }

  /**
   * Puts the bundles in force, and from then on what becomes of their files. A deployed bundle that
   * can't work together with the others is left out.
   *
   * @param former deployed bundles
   * @param unreadable why others are missing, by their names
   * @return fails with a {@link BundleException} if something is wrong with those that lie there
   */
  public Future<Void> start(List<Bundle> former, Map<String, Fault> unreadable) {
    Context loop = vertx.getOrCreateContext();
    leftOut.putAll(unreadable);
    return vertx
        .executeBlocking(() -> loader.loadIfChanged(paths))
        .onFailure(this::keepFormer)
        .onSuccess(read -> {
          lying = read == null ? List.of() : read;
          former.forEach(this::admit);
          begin();
          watch(loop);
        })
        .mapEmpty();
  }

  private void admit(Bundle bundle) {
    try {
      BundleLoader.requireNoClashes(with(bundle.name(), bundle));
    } catch (BundleException clash) {
      leftOut.put(bundle.name(), clash.faults().getFirst());
      log.error(
          "bundle {} {} is left out: {}", bundle.name(), bundle.version(), clash.getMessage());
      return;
    }
    deployed.put(bundle.name(), bundle);
  }

  /** Nothing is in force that could stay. Calls wait for their tasks, so no event is missed. */
  private void begin() {
    List<Bundle> all = together(lying, deployed);
    TaskSet tasks = load(all);
    activate(all, tasks);
    tasks
        .loaded()
        .map(wrong -> TaskFaults.inBundles(wrong, all))
        .onSuccess(this::report)
        .onComplete(_ -> begun.tryComplete());
  }

  /** Completes when each task of the first set is loaded, or known not to be loadable. */
  public Future<Void> begun() {
    return begun.future();
  }

  private void watch(Context loop) {
    if (paths.isEmpty() || closed) {
      return;
    }
    try {
      watcher = BundleWatcher.start(paths, () -> loop.runOnContext(_ -> filesChanged()));
    } catch (IOException noWatches) {
      log.warn("changes of {} will not be noticed: {}", paths, noWatches.toString());
    }
  }

  private void filesChanged() {
    if (closed) {
      return;
    }
    if (reload == null || reload.begun) {
      Reload next = new Reload();
      reload = next;
      turns.enter(next);
    }
  }

  /** The bundles that lie there are read again. */
  private final class Reload implements Turns.Turn {

    private boolean begun;

    @Override
    public void begin() {
      begun = true;
      vertx
          .executeBlocking(() -> loader.loadIfChanged(paths))
          .compose(changed -> changed == null ? Future.succeededFuture() : prepare(changed))
          .onFailure(Bundles.this::keepFormer)
          .onComplete(_ -> turns.leave(this));
    }

    private Future<Void> prepare(List<Bundle> changed) {
      List<Bundle> all = together(changed, deployed);
      BundleLoader.requireNoClashes(all);
      TaskSet tasks = load(all);
      return tasks
          .loaded()
          .map(wrong -> {
            List<Fault> found = TaskFaults.inBundles(wrong, all);
            if (!found.isEmpty() || closed) {
              tasks.discard();
              throw new BundleException(found);
            }
            lying = changed;
            activate(all, tasks);
            return null;
          });
    }
  }

  /**
   * Begins to prepare a change of a deployed bundle.
   *
   * @param name of the bundle
   * @param bundle what comes in its place; null if nothing does
   */
  public Staging stage(String name, @Nullable Bundle bundle) {
    Staging staging = new Staging(this, scheduler, name, bundle);
    turns.enter(staging);
    return staging;
  }

  /** Returns the bundle of that name that lies there and is in force, if there is one. */
  public Optional<Path> lying(String name) {
    return lying.stream().filter(each -> each.name().equals(name)).map(Bundle::origin).findFirst();
  }

  /**
   * Returns all bundles if one of those that were deployed is replaced.
   *
   * @param bundle null if it goes
   * @throws BundleException if they can't work together
   */
  List<Bundle> with(String name, @Nullable Bundle bundle) {
    Map<String, Bundle> changed = new LinkedHashMap<>(deployed);
    if (bundle == null) {
      changed.remove(name);
    } else {
      changed.put(name, bundle);
    }
    List<Bundle> all = together(lying, changed);
    BundleLoader.requireNoClashes(all);
    return all;
  }

  private static List<Bundle> together(List<Bundle> lying, Map<String, Bundle> deployed) {
    Stream<Bundle> others =
        deployed.values().stream()
            .filter(each -> lying.stream().noneMatch(one -> one.name().equals(each.name())));
    return Stream.concat(lying.stream(), others).toList();
  }

  private TaskSet load(List<Bundle> bundles) {
    return scheduler.load(bundles.stream().flatMap(each -> each.tasks().stream()).toList());
  }

  void activate(String name, @Nullable Bundle bundle, List<Bundle> all, TaskSet tasks) {
    if (bundle == null) {
      deployed.remove(name);
    } else {
      deployed.put(name, bundle);
    }
    leftOut.remove(name);
    activate(all, tasks);
  }

  void left(Staging staging) {
    turns.leave(staging);
  }

  private void activate(List<Bundle> bundles, TaskSet tasks) {
    long number = router.table().version() + 1;
    scheduler.activate(tasks);
    router.replace(BundleLoader.table(number, bundles));
    inForce = bundles;
    faults = List.of();
    List<String> names = bundles.stream().map(each -> each.name() + " " + each.version()).toList();
    history.addFirst(new TableVersion(number, clock.instant(), names));
    if (history.size() > HISTORY) {
      history.removeLast();
    }
    if (history.size() > 1) {
      log.info("table {} is in force: {}", number, String.join(", ", names));
    }
    Unavailable.in(bundles).forEach(log::warn);
  }

  private void report(List<Fault> found) {
    if (closed) {
      return;
    }
    faults = found;
    faults.forEach(fault -> log.error("{}", fault));
  }

  private void keepFormer(Throwable failure) {
    if (closed) {
      return;
    }
    if (!(failure instanceof BundleException wrong)) {
      log.error("the bundles could not be loaded", failure);
    } else if (history.isEmpty()) {
      faults = wrong.faults();
    } else {
      report(wrong.faults());
      log.error("table {} stays in force", history.getFirst().number());
    }
  }

  /** Returns how the tasks of a bundle do. */
  public Vitals vitals(String bundle) {
    Map<String, Vitals.Calls> tasks = new HashMap<>();
    for (TaskStatus task : scheduler.tasks()) {
      if (task.definition().bundle().equals(bundle)) {
        tasks.put(task.definition().name(), calls(task));
      }
    }
    List<String> unloadable =
        scheduler.faults().stream()
            .filter(fault -> tasks.containsKey(fault.task()))
            .map(Objects::toString)
            .toList();
    return new Vitals(tasks, unloadable);
  }

  private static Vitals.Calls calls(TaskStatus task) {
    long failed = 0;
    long others = 0;
    for (var each : task.failures().entrySet()) {
      switch (each.getKey()) {
        case QUEUE_FULL, EXPIRED, WITHDRAWN -> others += each.getValue();
        default -> failed += each.getValue();
      }
    }
    return new Vitals.Calls(task.calls() - others, failed);
  }

  /** Returns the bundles in force. */
  public List<Bundle> inForce() {
    return inForce;
  }

  /** Returns the tables that were in force, the one that is first; empty before the start. */
  public List<TableVersion> history() {
    return List.copyOf(history);
  }

  /** Returns what is wrong with the bundles that are not in force and should be. */
  public List<Fault> faults() {
    return Stream.concat(faults.stream(), leftOut.values().stream()).toList();
  }

  /** Notices changes no longer. What is in force stays so. */
  @Override
  public void close() {
    closed = true;
    if (watcher != null) {
      watcher.close();
    }
  }
}
