package io.edgecoordinator.task.worker;

/**
 * A task's code, loaded in a context of its own. One call at a time; {@link #interrupt} alone may
 * come from another thread.
 */
interface Guest {

  /**
   * Runs the code of the task's files up to where the handler stands ready. Called once, first.
   *
   * @throws LoadFailedException if there is no handler to call, with the place
   */
  void load() throws LoadFailedException;

  /**
   * Runs the handler to its end.
   *
   * @throws CallFailedException if there is no result, with the reason
   */
  GuestOutput call(GuestCall call) throws CallFailedException;

  /**
   * Stops the code that runs, and returns when it has stopped, which may be never: then the
   * coordinator has to end the process. The guest is of no use afterwards.
   */
  void interrupt();

  /** Lets go of everything the code holds. */
  void close();
}
