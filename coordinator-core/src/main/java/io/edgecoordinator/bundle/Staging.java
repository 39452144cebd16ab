package io.edgecoordinator.bundle;

import io.edgecoordinator.document.Fault;
import io.edgecoordinator.task.Scheduler;
import io.edgecoordinator.task.TaskSet;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change of one deployed bundle, prepared beside what is in force. Until it is {@linkplain
 * #activate activated} or {@linkplain #discard discarded} nothing else changes what is in force.
 * Belongs to the event loop.
 */
public final class Staging implements Turns.Turn {

  private final Bundles bundles;
  private final Scheduler scheduler;
  private final Vertx vertx;
  private final Replacement replacement;
  private final Promise<Bundle> ready = Promise.promise();
  private @Nullable Bundle bundle;
  private @Nullable TaskSet tasks;
  private List<Bundle> together = List.of();
  private boolean over;

  Staging(Bundles bundles, Scheduler scheduler, Vertx vertx, Replacement replacement) {
    this.bundles = bundles;
    this.scheduler = scheduler;
    this.vertx = vertx;
    this.replacement = replacement;
  }

  @Override
  public void begin() {
    Future<@Nullable Bundle> read =
        replacement.archive() == null
            ? Future.succeededFuture()
            : vertx.executeBlocking(() -> BundleLoader.deployed(replacement), false);
    read.compose(this::load).onComplete(_ -> {}, ready::tryFail);
  }

  private Future<Void> load(@Nullable Bundle newBundle) {
    if (over) {
      return Future.succeededFuture();
    }
    bundle = newBundle;
    together = bundles.with(replacement.name(), newBundle);
    TaskSet set = scheduler.load(together.stream().flatMap(each -> each.tasks().stream()).toList());
    tasks = set;
    return set.loaded()
        .onSuccess(wrong -> {
          List<Fault> faults = TaskFaults.inBundles(wrong, together);
          if (faults.isEmpty()) {
            ready.tryComplete(newBundle);
          } else {
            ready.tryFail(new BundleException(faults));
          }
        })
        .mapEmpty();
  }

  /**
   * Completes with the new bundle, or null if it is to go, when every task is loaded.
   *
   * @return fails with a {@link BundleException} if something is wrong with it
   */
  public Future<@Nullable Bundle> ready() {
    return ready.future();
  }

  /** Says whether it can be activated: the bundle was read, and its tasks are being loaded. */
  public boolean isActivatable() {
    return tasks != null && !over;
  }

  /**
   * Puts the bundle in force together with all others, tasks and rows in one turn. Calls of tasks
   * that are not loaded yet wait for them.
   */
  public void activate() {
    TaskSet set = tasks;
    if (set == null || over) {
      throw new IllegalStateException("there is nothing to activate");
    }
    over = true;
    bundles.activate(replacement.name(), bundle, together, set);
    bundles.left(this);
  }

  /** Lets go what was prepared; without effect once it is over. */
  public void discard() {
    if (!over) {
      over = true;
      if (tasks != null) {
        tasks.discard();
      }
      ready.tryFail("it was given up");
      bundles.left(this);
    }
  }
}
