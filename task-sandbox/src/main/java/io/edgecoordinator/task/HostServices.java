package io.edgecoordinator.task;

import java.util.function.Consumer;

/** What calls may ask of the coordinator while they run. Belongs to the event loop. */
@FunctionalInterface
interface HostServices {

  /**
   * Does what a call asks for, if its task may.
   *
   * @param reply told once, on the event loop, also after the call has ended
   */
  void request(TaskCall call, HostRequest request, Consumer<HostRequest.Reply> reply);
}
