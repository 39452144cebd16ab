package io.edgecoordinator.task;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a worker is for. Tasks of equal use share one.
 *
 * @param signer whose bundles, so that those who sign need not trust each other; null for what the
 *     operator of this box put there
 * @param runtime the language
 * @param task the task whose own it is, or null if tasks share it
 * @param memory bytes that task's environments may hold together, 0 if tasks share it; a version of
 *     the task that may hold more gets another worker
 * @param inProcess whether it is in the coordinator's own process
 */
record WorkerUse(
    @Nullable String signer,
    TaskRuntime runtime,
    @Nullable String task,
    long memory,
    boolean inProcess) {

  /** The use of a worker in which no code of anybody was yet. */
  static WorkerUse spare(TaskRuntime runtime) {
    return new WorkerUse(null, runtime, null, 0, false);
  }

  static WorkerUse of(TaskDefinition task) {
    return switch (task.placement().isolation()) {
      case SHARED -> new WorkerUse(task.signer(), task.runtime(), null, 0, false);
      case PROCESS -> {
        long memory = task.limits().memory() * task.limits().concurrency();
        yield new WorkerUse(task.signer(), task.runtime(), task.name(), memory, false);
      }
      case CONTEXT -> new WorkerUse(task.signer(), task.runtime(), null, 0, true);
    };
  }

  @Override
  public String toString() {
    String language = runtime.name().toLowerCase(Locale.ROOT);
    String what =
        task != null ? "task " + task : inProcess ? language + " in this process" : language;
    return signer == null ? what : what + " of " + signer;
  }
}
