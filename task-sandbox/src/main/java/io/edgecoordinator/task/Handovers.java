package io.edgecoordinator.task;

import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Former versions of tasks, while calls of theirs are left. Those that came into force together go
 * together, so that they find each other as long as one of them has something to do. It is bounded
 * how long that may take; then what is left goes to the next version of each. Belongs to the event
 * loop.
 */
final class Handovers {

  /** Milliseconds former versions may go on at most. */
  static final long LONGEST_MILLIS = 2_000;

  /** Sets of former versions there may be; when there is one more, the oldest ends. */
  static final int MOST = 4;

  /** Milliseconds between two looks whether they are done. */
  private static final long CHECK_MILLIS = 10;

  private final Vertx vertx;
  private final ArrayDeque<Handover> handovers = new ArrayDeque<>(0);
  private boolean looking;

  private record Handover(List<TaskRunner> former, long until) {
    boolean isDone(long now) {
      return now - until >= 0 || former.stream().allMatch(TaskRunner::isDone);
    }

    void end() {
      former.forEach(TaskRunner::retire);
    }
  }

  Handovers(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Lets versions go on that others have taken the place of. */
  void begin(List<TaskRunner> former) {
    if (former.isEmpty()) {
      return;
    }
    if (handovers.size() == MOST) {
      handovers.removeFirst().end();
    }
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LONGEST_MILLIS);
    handovers.addLast(new Handover(List.copyOf(former), until));
    lookSoon();
  }

  /** Ends former versions of a task, which is removed. */
  void end(String task) {
    for (Handover handover : handovers) {
      handover.former().stream()
          .filter(runner -> runner.task().name().equals(task))
          .forEach(TaskRunner::retire);
    }
  }

  private void lookSoon() {
    if (!looking && !handovers.isEmpty()) {
      looking = true;
      vertx.setTimer(CHECK_MILLIS, _ -> look());
    }
  }

  private void look() {
    looking = false;
    long now = System.nanoTime();
    for (Iterator<Handover> i = handovers.iterator(); i.hasNext(); ) {
      Handover handover = i.next();
      if (handover.isDone(now)) {
        i.remove();
        handover.end();
      } else {
        handover.former().forEach(TaskRunner::wake);
      }
    }
    lookSoon();
  }
}
