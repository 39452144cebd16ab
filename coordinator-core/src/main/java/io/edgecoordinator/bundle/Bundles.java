package io.edgecoordinator.bundle;

import io.edgecoordinator.document.Fault;
import io.edgecoordinator.flow.EventRouter;
import io.edgecoordinator.task.Scheduler;
import io.edgecoordinator.task.TaskSet;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bundles in force. They are switched in whole: tasks and table together, between two events,
 * after every task was loaded in a worker. If anything is wrong with the new ones, the old ones
 * stay, and {@link #faults()} says what it is.
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
  private final Deque<TableVersion> history = new ArrayDeque<>();

  private List<Bundle> inForce = List.of();
  private List<Fault> faults = List.of();
  private @Nullable BundleWatcher watcher;
  private boolean loading;
  private boolean changedMeanwhile;
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
   * Puts the bundles in force, and from then on what becomes of their files.
   *
   * @return fails with a {@link BundleException} if something is wrong with them
   */
  public Future<Void> start() {
    Context loop = vertx.getOrCreateContext();
    return load().onSuccess(loaded -> watch(loop));
  }

  private void watch(Context loop) {
    if (paths.isEmpty() || closed) {
      return;
    }
    try {
      watcher = BundleWatcher.start(paths, () -> loop.runOnContext(changed -> reload()));
    } catch (IOException noWatches) {
      log.warn("changes of {} will not be noticed: {}", paths, noWatches.toString());
    }
  }

  private void reload() {
    if (loading) {
      changedMeanwhile = true;
      return;
    }
    load()
        .onFailure(failure -> {
          if (!(failure instanceof BundleException)) {
            log.error("the bundles could not be loaded again", failure);
          }
        });
  }

  private Future<Void> load() {
    loading = true;
    return vertx
        .executeBlocking(() -> loader.loadIfChanged(paths))
        .compose(changed -> changed == null ? Future.succeededFuture() : prepare(changed))
        .onFailure(this::keepFormer)
        .onComplete(done -> {
          loading = false;
          if (changedMeanwhile && !closed) {
            changedMeanwhile = false;
            reload();
          }
        });
  }

  private Future<Void> prepare(List<Bundle> bundles) {
    TaskSet tasks =
        scheduler.load(bundles.stream().flatMap(bundle -> bundle.tasks().stream()).toList());
    Future<List<Fault>> found = tasks.loaded().map(wrong -> TaskFaults.inBundles(wrong, bundles));
    if (history.isEmpty()) {
      // Nothing is in force that could stay. Calls wait for their tasks, so no event is missed.
      activate(bundles, tasks);
      found.onSuccess(this::report);
      return Future.succeededFuture();
    }
    return found.map(wrong -> {
      if (!wrong.isEmpty() || closed) {
        tasks.discard();
        throw new BundleException(wrong);
      }
      activate(bundles, tasks);
      return null;
    });
  }

  private void report(List<Fault> found) {
    if (closed) {
      return;
    }
    faults = found;
    faults.forEach(fault -> log.error("{}", fault));
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

  private void keepFormer(Throwable failure) {
    if (!(failure instanceof BundleException wrong) || closed) {
      return;
    }
    if (history.isEmpty()) {
      faults = wrong.faults();
    } else {
      report(wrong.faults());
      log.error("table {} stays in force", history.getFirst().number());
    }
  }

  /** Returns the bundles in force. */
  public List<Bundle> inForce() {
    return inForce;
  }

  /** Returns the tables that were in force, the one that is first; empty before the start. */
  public List<TableVersion> history() {
    return List.copyOf(history);
  }

  /** Returns what is wrong with the files as they lie there, if they are not in force. */
  public List<Fault> faults() {
    return faults;
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
