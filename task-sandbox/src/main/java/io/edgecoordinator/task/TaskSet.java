package io.edgecoordinator.task;

import java.util.List;
import java.util.Objects;

/**
 * Tasks that are loaded and not yet called: {@link Scheduler#activate} puts them to work, or {@link
 * #discard} lets them go. Belongs to the event loop.
 */
public final class TaskSet {

  private final List<TaskRunner> runners;

  TaskSet(List<TaskRunner> runners) {
    this.runners = runners;
  }

  List<TaskRunner> runners() {
    return runners;
  }

  /** Returns what could not be loaded; empty if all is well. */
  public List<TaskFault> faults() {
    return runners.stream().map(TaskRunner::fault).filter(Objects::nonNull).toList();
  }

  /** Ends the environments. */
  public void discard() {
    runners.forEach(runner -> runner.retire(null));
  }
}
