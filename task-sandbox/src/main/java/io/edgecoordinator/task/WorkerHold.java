package io.edgecoordinator.task;

/**
 * Stops a worker's process in the middle of what it does and has it go on there later. Time in
 * which it is stopped does not count for its calls. Belongs to the event loop.
 */
final class WorkerHold {

  private final WorkerEnvironments environments;
  private boolean held;
  private long heldAt;
  private long notBefore = System.nanoTime();

  WorkerHold(WorkerEnvironments environments) {
    this.environments = environments;
  }

  boolean isHeld() {
    return held;
  }

  /** Stops the process. Says whether that worked. */
  boolean hold(long pid, long now) {
    if (held || !Signals.stop(pid)) {
      return false;
    }
    held = true;
    heldAt = now;
    environments.all().forEach(ExecutionEnvironment::held);
    return true;
  }

  /**
   * Has the process go on where it was.
   *
   * @param rest nanoseconds for which it is not stopped again
   */
  void goOn(long pid, long now, long rest) {
    if (held) {
      held = false;
      notBefore = now + rest;
      Signals.goOn(pid);
      environments.all().forEach(environment -> environment.goesOn(now - heldAt));
    }
  }

  /** The process has ended. */
  void ended() {
    held = false;
  }

  /**
   * Returns what the {@link HoldPolicy} wants to know.
   *
   * @param canBeHeld whether it is a process that has begun its work
   */
  HoldPolicy.Load load(long now, boolean canBeHeld) {
    int running = 0;
    int urgent = 0;
    long longest = 0;
    for (ExecutionEnvironment environment : environments.all()) {
      if (environment.underWay() > 0) {
        running++;
        urgent += environment.urgent();
        longest = Math.max(longest, now - environment.since());
      }
    }
    boolean mayBeHeld = canBeHeld && !environments.isLoading() && now - notBefore >= 0;
    return new HoldPolicy.Load(running, urgent, longest, mayBeHeld, held ? now - heldAt : -1);
  }
}
