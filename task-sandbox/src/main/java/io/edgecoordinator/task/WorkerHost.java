package io.edgecoordinator.task;

/** What a worker runs in. Safe for use by several threads. */
interface WorkerHost {

  /** Returns the process id of the worker itself, not of what started it. */
  long pid();

  /** Ends it at once, whatever it does. */
  void end();

  /** Says whether it has a process of its own, which can be stopped and measured. */
  boolean isProcess();

  /** Returns a worker that is a process. */
  static WorkerHost of(Process process) {
    return new WorkerHost() {
      @Override
      public long pid() {
        return process.pid();
      }

      @Override
      public void end() {
        process.destroyForcibly();
      }

      @Override
      public boolean isProcess() {
        return true;
      }
    };
  }
}
