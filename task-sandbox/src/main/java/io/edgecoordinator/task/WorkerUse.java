package io.edgecoordinator.task;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a worker is for. Tasks of equal use share one. All bundles of a box are of one trust domain
 * as long as they are not signed, so it has no part in this yet.
 *
 * @param runtime the language
 * @param task the task whose own it is, or null if tasks share it
 * @param memory bytes that task's environments may hold together, 0 if tasks share it; a version of
 *     the task that may hold more gets another worker
 * @param inProcess whether it is in the coordinator's own process
 */
record WorkerUse(TaskRuntime runtime, @Nullable String task, long memory, boolean inProcess) {

  /** The use by all tasks of a language. */
  static WorkerUse shared(TaskRuntime runtime) {
    return new WorkerUse(runtime, null, 0, false);
  }

  static WorkerUse of(TaskDefinition task) {
    return switch (task.placement().isolation()) {
      case SHARED -> shared(task.runtime());
      case PROCESS -> {
        long memory = task.limits().memory() * task.limits().concurrency();
        yield new WorkerUse(task.runtime(), task.name(), memory, false);
      }
      case CONTEXT -> new WorkerUse(task.runtime(), null, 0, true);
    };
  }

  @Override
  public String toString() {
    String language = runtime.name().toLowerCase(Locale.ROOT);
    return task != null ? "task " + task : inProcess ? language + " in this process" : language;
  }
}
