package io.edgecoordinator.task;

import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;

/**
 * Tasks that are being loaded: {@link Scheduler#activate} puts them to work, or {@link #discard}
 * lets them go. Belongs to the event loop.
 */
public final class TaskSet {

  private final List<TaskRunner> runners;
  private final Future<Void> known;

  TaskSet(List<TaskRunner> runners, Future<Void> known) {
    this.runners = runners;
    this.known = known;
  }

  List<TaskRunner> runners() {
    return runners;
  }

  /**
   * Completes when each task is loaded or known not to be loadable, with what is wrong; empty if
   * all is well.
   */
  public Future<List<TaskFault>> loaded() {
    return known.map(
        _ -> runners.stream().map(TaskRunner::fault).filter(Objects::nonNull).toList());
  }

  /** Ends the environments. */
  public void discard() {
    runners.forEach(TaskRunner::retire);
  }
}
