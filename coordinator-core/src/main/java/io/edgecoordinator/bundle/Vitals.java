package io.edgecoordinator.bundle;

import java.util.List;
import java.util.Map;

/**
 * How the tasks of a bundle do. Immutable.
 *
 * @param tasks what was counted of each since it was put to work, or since an earlier version that
 *     was the same
 * @param faults why tasks can't be loaded at present, one line each
 */
public record Vitals(Map<String, Calls> tasks, List<String> faults) {

  public Vitals {
    tasks = Map.copyOf(tasks);
    faults = List.copyOf(faults);
  }

  /**
   * Calls of one task.
   *
   * @param ended well or not, those aside that say nothing about the task: its queue was full, or
   *     their time had passed before they began
   * @param failed how many of them not well
   */
  public record Calls(long ended, long failed) {}
}
