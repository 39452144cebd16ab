package io.edgecoordinator.task;

/**
 * What calls asked of the coordinator, and what tasks keep.
 *
 * @param stateBytes bytes of keys and values in memory
 * @param stateTakenBack calls whose changes were taken back, since the disk refused them
 */
public record HostCounters(
    Kind invocations, Kind fetches, Kind shadows, long stateBytes, long stateTakenBack) {

  /**
   * Requests of one kind.
   *
   * @param granted how many were begun
   * @param refused how many were not, since they may not or there were too many
   * @param open how many are under way
   */
  public record Kind(long granted, long refused, int open) {}
}
