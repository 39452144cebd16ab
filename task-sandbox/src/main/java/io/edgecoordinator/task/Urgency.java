package io.edgecoordinator.task;

/** Told whether calls of high priority are there, for which others may have to make room. */
@FunctionalInterface
interface Urgency {

  /**
   * Calls of high priority wait or run, after there were none; or none does any more. On the event
   * loop, in the turn in which it became so, before a call goes out to its worker.
   */
  void urgent(boolean areThere);
}
