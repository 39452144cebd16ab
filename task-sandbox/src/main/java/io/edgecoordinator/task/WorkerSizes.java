package io.edgecoordinator.task;

import java.util.Optional;

/** How large workers are made, so that they fit into the budget. Immutable. */
final class WorkerSizes {

  private static final long MIB = 1L << 20;

  /** Bytes of heap with which a worker starts at all. */
  private static final long LEAST_HEAP = 16 * MIB;

  /** Bytes of heap that the compiler for guest code works in. */
  private static final long COMPILER = 32 * MIB;

  /** One part in so many of the heap is for environments that wait for a call. */
  private static final int PARTS_FOR_ENVIRONMENTS = 4;

  private final ResourceBudget budget;
  private final int mostEnvironments;
  private final long compiler;

  /**
   * Creates the sizes for a budget.
   *
   * @param compiles whether there is a compiler for guest code in each worker
   */
  WorkerSizes(ResourceLimits limits, boolean compiles) {
    this.compiler = compiles ? COMPILER : 0;
    this.budget = limits.budget();
    this.mostEnvironments = limits.environments();
  }

  /**
   * Returns the plan of the worker that is shared by the tasks of a language: an equal part of the
   * budget, one part more than there are workers being left for the spare.
   */
  WorkerPlan shared(TaskRuntime runtime) {
    Footprint footprint = Footprint.of(runtime);
    long part = budget.memory() / (budget.workers() + 1) - footprint.process();
    return plan(runtime, Math.max(part, footprint.leastHeap() + compiler));
  }

  /** Returns the plan of the worker that a task is in. */
  WorkerPlan of(TaskDefinition task) {
    return switch (task.placement().isolation()) {
      case SHARED, CONTEXT -> shared(task.runtime());
      case PROCESS -> {
        long engine = engine(task.runtime());
        long environments = task.limits().memory() * task.limits().concurrency();
        yield plan(task.runtime(), engine + environments);
      }
    };
  }

  /** Returns the bytes of heap that are not for tasks. */
  private long engine(TaskRuntime runtime) {
    return Footprint.of(runtime).engine() + compiler;
  }

  private WorkerPlan plan(TaskRuntime runtime, long heap) {
    long most = budget.memory() - Footprint.of(runtime).process();
    long within = Math.clamp(heap, LEAST_HEAP, Math.max(most, LEAST_HEAP));
    long fitting = within / PARTS_FOR_ENVIRONMENTS / Footprint.of(runtime).environment();
    return new WorkerPlan(runtime, within / MIB * MIB, Math.clamp(fitting, 1, mostEnvironments));
  }

  /** Returns why there can be no environment for a task on this box, if so. */
  Optional<String> refusal(TaskDefinition task) {
    if (task.placement().isolation() == Isolation.CONTEXT) {
      return budget.allowInProcess().contains(task.name())
          ? Optional.empty()
          : Optional.of(
              "isolation: context runs it in the coordinator's own process, which is no security"
                  + " boundary; the operator has to allow it by name: isolation.allowInProcess: [ "
                  + task.name()
                  + " ]");
    }
    WorkerPlan plan = of(task);
    long engine = engine(task.runtime());
    if (task.limits().memory() + engine <= plan.heap() && plan.memory() <= budget.memory()) {
      return Optional.empty();
    }
    return Optional.of(
        "memory %s does not fit: a %s has room for %s of it (isolation.memory %s, workers %d)"
            .formatted(
                mebibytes(task.limits().memory()),
                task.placement().isolation() == Isolation.PROCESS
                    ? "worker of its own"
                    : "shared worker",
                mebibytes(Math.max(0, plan.heap() - engine)),
                mebibytes(budget.memory()),
                budget.workers()));
  }

  /** Returns bytes as people write them, rounded up. */
  static String mebibytes(long bytes) {
    return Math.ceilDiv(bytes, MIB) + "MiB";
  }
}
