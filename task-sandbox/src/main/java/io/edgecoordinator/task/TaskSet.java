package io.edgecoordinator.task;

import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;

/**
 * Tasks that are being loaded: {@link Scheduler#activate} puts them to work, or {@link #discard}
 * lets them go. Belongs to the event loop.
 */
public final class TaskSet {

  private final List<Member> members;
  private final Future<Void> known;
  private boolean activated;
  private boolean discarded;

  /**
   * One of the tasks.
   *
   * @param runner has its calls run
   * @param isKept whether it was at that already when the set began to be loaded
   */
  record Member(TaskRunner runner, boolean isKept) {}

  TaskSet(List<Member> members) {
    this.members = List.copyOf(members);
    this.known =
        Future.join(members.stream().map(member -> member.runner().known()).toList()).mapEmpty();
  }

  List<Member> members() {
    return members;
  }

  /** It is put to work, so that it can't be discarded any more. */
  void activated() {
    activated = true;
  }

  /**
   * Completes when each task is loaded or known not to be loadable, with what is wrong; empty if
   * all is well. Fails if the set was discarded before.
   */
  public Future<List<TaskFault>> loaded() {
    return known.map(_ -> {
      if (discarded) {
        throw new CancellationException("the tasks were discarded");
      }
      return members.stream()
          .map(member -> member.runner().fault())
          .filter(Objects::nonNull)
          .toList();
    });
  }

  /** Ends the environments that were made for it, unless it was put to work. */
  public void discard() {
    if (!activated) {
      discarded = true;
      members.stream().filter(member -> !member.isKept()).forEach(each -> each.runner().retire());
    }
  }
}
