package io.edgecoordinator.bundle;

import io.edgecoordinator.task.Scheduler;
import io.edgecoordinator.task.TaskFault;
import io.edgecoordinator.task.TaskSet;
import io.vertx.core.Future;
import io.vertx.core.Promise;
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
  private final String name;
  private final @Nullable Bundle bundle;
  private final Promise<Void> ready = Promise.promise();
  private @Nullable TaskSet tasks;
  private List<Bundle> together = List.of();
  private boolean over;

  Staging(Bundles bundles, Scheduler scheduler, String name, @Nullable Bundle bundle) {
    this.bundles = bundles;
    this.scheduler = scheduler;
    this.name = name;
    this.bundle = bundle;
  }

  @Override
  public void begin() {
    try {
      together = bundles.with(name, bundle);
    } catch (BundleException clash) {
      ready.tryFail(clash);
      return;
    }
    TaskSet set = scheduler.load(together.stream().flatMap(each -> each.tasks().stream()).toList());
    tasks = set;
    set.loaded().onComplete(this::loaded, ready::tryFail);
  }

  private void loaded(List<TaskFault> wrong) {
    if (wrong.isEmpty()) {
      ready.tryComplete();
    } else {
      ready.tryFail(new BundleException(TaskFaults.inBundles(wrong, together)));
    }
  }

  /**
   * Completes when every task is loaded.
   *
   * @return fails with a {@link BundleException} if something is wrong with it
   */
  public Future<Void> ready() {
    return ready.future();
  }

  /** Says whether it can be activated: its turn has come, and its tasks are being loaded. */
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
    bundles.activate(name, bundle, together, set);
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
