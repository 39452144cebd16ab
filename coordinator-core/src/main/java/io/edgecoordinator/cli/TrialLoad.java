package io.edgecoordinator.cli;

import io.edgecoordinator.bundle.Bundle;
import io.edgecoordinator.bundle.TaskFaults;
import io.edgecoordinator.document.Fault;
import io.edgecoordinator.event.EventIds;
import io.edgecoordinator.flow.DeliveryOptions;
import io.edgecoordinator.task.CallQueues;
import io.edgecoordinator.task.Isolation;
import io.edgecoordinator.task.Placement;
import io.edgecoordinator.task.ResourceBudget;
import io.edgecoordinator.task.ResourceLimits;
import io.edgecoordinator.task.ResourceManager;
import io.edgecoordinator.task.Scheduler;
import io.edgecoordinator.task.SchedulerLimits;
import io.edgecoordinator.task.TaskDefinition;
import io.edgecoordinator.task.TaskFault;
import io.edgecoordinator.task.WorkerCommand;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/** Loads tasks in a worker process of their own, just to see whether they load. */
final class TrialLoad {

  /** The box on which tasks will run is another one: whether they fit there is not known here. */
  private static final ResourceBudget GENEROUS = new ResourceBudget(64, 64L << 30, Set.of());

  private TrialLoad() {}

  static List<Fault> faults(List<Bundle> bundles) {
    List<TaskDefinition> tasks =
        bundles.stream()
            .flatMap(bundle -> bundle.tasks().stream())
            .map(TrialLoad::outsideThisProcess)
            .toList();
    if (tasks.isEmpty()) {
      return List.of();
    }
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    Context loop = vertx.getOrCreateContext();
    Clock clock = Clock.systemUTC();
    ResourceManager resources =
        new ResourceManager(
            vertx,
            loop,
            WorkerCommand.ofThisInstallation(),
            ResourceLimits.DEFAULT.withoutSpares().withBudget(GENEROUS));
    Scheduler scheduler =
        new Scheduler(
            loop,
            resources,
            new CallQueues(loop, SchedulerLimits.DEFAULT, clock),
            new EventIds(clock),
            _ -> DeliveryOptions.DEFAULT);
    try {
      List<TaskFault> found =
          Future.<Void>future(
                  started -> loop.runOnContext(begin -> resources.start().onComplete(started)))
              .compose(started -> scheduler.load(tasks).loaded())
              .await();
      return TaskFaults.inBundles(found, bundles);
    } finally {
      Future.<Void>future(closed -> loop.runOnContext(end -> resources.close().onComplete(closed)))
          .await();
      vertx.close().await();
    }
  }

  /** Whoever checks a bundle has not allowed it to run in this process. */
  private static TaskDefinition outsideThisProcess(TaskDefinition task) {
    Placement placement = task.placement();
    return placement.isolation() == Isolation.CONTEXT
        ? task.placed(new Placement(Isolation.SHARED, placement.pinned(), placement.fresh()))
        : task;
  }
}
