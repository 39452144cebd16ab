package io.edgecoordinator.task;

/** What a worker runs in. Belongs to the event loop. */
interface WorkerHost {

  /** The worker has called back. */
  void connected();

  /** Returns the process id of the worker itself, not of what is around it; 0 if not known yet. */
  long pid();

  /** Ends it at once, whatever it does. */
  void end();

  /** Says whether it has a process of its own, which can be stopped and measured. */
  boolean isProcess();
}
