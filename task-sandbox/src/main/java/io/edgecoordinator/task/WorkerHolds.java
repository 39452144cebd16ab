package io.edgecoordinator.task;

import java.util.ArrayList;
import java.util.List;

/**
 * Stops workers for calls of high priority, and has them go on, as the {@link HoldPolicy} says.
 * Belongs to the event loop.
 */
final class WorkerHolds {

  /** Nanoseconds between two looks for the sake of calls that begin. */
  private static final long LOOK = 2_000_000;

  private final WorkerPool pool;
  private final HoldPolicy policy;
  private boolean waits;
  private long lookedAt = System.nanoTime() - LOOK;
  private long held;

  WorkerHolds(WorkerPool pool, HoldPolicy policy) {
    this.pool = pool;
    this.policy = policy;
  }

  /** Says whether calls of high priority wait. */
  void waits(boolean newWaits, long now) {
    waits = newWaits;
    look(now);
  }

  /** A call of high priority goes to a worker. */
  void begins(WorkerProcess worker, long now) {
    if (worker.isHeld()) {
      worker.goOn(now, 0);
    }
    if (now - lookedAt >= LOOK) {
      look(now);
    }
  }

  /** Looks who is to be stopped and who goes on. */
  void look(long now) {
    lookedAt = now;
    List<WorkerProcess> workers = new ArrayList<>();
    List<HoldPolicy.Load> loads = new ArrayList<>();
    boolean urgent = waits;
    for (WorkerProcess worker : pool.inUse().values()) {
      HoldPolicy.Load load = worker.load(now);
      workers.add(worker);
      loads.add(load);
      urgent |= !load.isHeld() && load.urgent() > 0;
    }
    for (int i = 0; i < workers.size(); i++) {
      if (loads.get(i).isHeld() && policy.goesOn(loads.get(i), urgent)) {
        workers.get(i).goOn(now, policy.rest(loads.get(i)));
        loads.set(i, workers.get(i).load(now));
      }
    }
    int chosen = urgent ? policy.chosen(loads) : -1;
    if (chosen >= 0 && workers.get(chosen).hold(now)) {
      held++;
    }
  }

  /** Returns how often a worker was stopped. */
  long held() {
    return held;
  }
}
