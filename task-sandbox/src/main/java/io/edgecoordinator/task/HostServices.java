package io.edgecoordinator.task;

import java.util.function.Consumer;

/** What calls may ask of the coordinator while they run. Belongs to the event loop. */
interface HostServices {

  /**
   * Does what a call asks for, if its task may.
   *
   * @param reply told once, on the event loop, also after the call has ended
   */
  void request(TaskCall call, HostRequest request, Consumer<HostRequest.Reply> reply);

  /** Returns what the task keeps. */
  TaskState state();

  /** Hears that a call runs no more: what it asked for and did not get is not needed. */
  void ended(TaskCall call);
}
