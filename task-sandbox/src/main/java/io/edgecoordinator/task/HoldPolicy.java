package io.edgecoordinator.task;

import java.time.Duration;
import java.util.List;

/**
 * Which worker is stopped for calls of high priority, and until when. While such a call runs and
 * more environments run than there are processors, workers that have only less urgent calls are
 * stopped one by one, the one that is at the longest call first. Immutable.
 */
final class HoldPolicy {

  /** Nanoseconds a call must have run for its worker to be stopped: most are over by then. */
  static final long LEAST_RUN = 20_000_000;

  /** One part in so many of the time it may be stopped, a worker then runs without. */
  private static final int REST_PART = 10;

  private final int processors;
  private final Duration most;

  /**
   * Creates a policy.
   *
   * @param processors how many environments run at once without one slowing another
   * @param most how long a worker may be stopped
   */
  HoldPolicy(int processors, Duration most) {
    this.processors = processors;
    this.most = most;
  }

  /**
   * What a worker does.
   *
   * @param running environments in it with calls under way
   * @param urgent calls of high priority under way to it
   * @param longest nanoseconds that the longest of its calls has run
   * @param mayBeHeld whether it can be stopped at all, and not just went on
   * @param heldFor nanoseconds for which it has been stopped, or -1 if it is not
   */
  record Load(int running, int urgent, long longest, boolean mayBeHeld, long heldFor) {

    boolean isHeld() {
      return heldFor >= 0;
    }
  }

  /**
   * Returns the place in the list of the worker to stop next, or -1 for none. To be asked while
   * calls of high priority wait or run.
   */
  int chosen(List<Load> workers) {
    int running = 0;
    int chosen = -1;
    for (int i = 0; i < workers.size(); i++) {
      Load worker = workers.get(i);
      if (!worker.isHeld()) {
        running += worker.running();
        if (worker.running() > 0
            && worker.urgent() == 0
            && worker.mayBeHeld()
            && worker.longest() >= LEAST_RUN
            && (chosen < 0 || worker.longest() > workers.get(chosen).longest())) {
          chosen = i;
        }
      }
    }
    return running > processors ? chosen : -1;
  }

  /**
   * Says whether a worker that is stopped goes on.
   *
   * @param urgent whether calls of high priority wait, or run elsewhere
   */
  boolean goesOn(Load held, boolean urgent) {
    return !urgent || held.urgent() > 0 || isOver(held);
  }

  /** Returns for how many nanoseconds a worker that goes on is not stopped again. */
  long rest(Load held) {
    return isOver(held) ? most.toNanos() / REST_PART : 0;
  }

  private boolean isOver(Load held) {
    return held.heldFor() >= most.toNanos();
  }
}
