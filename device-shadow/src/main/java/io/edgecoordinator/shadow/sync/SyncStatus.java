package io.edgecoordinator.shadow.sync;

import io.edgecoordinator.shadow.ShadowName;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far the chosen shadows are in step.
 *
 * @param connected whether the link is there
 * @param shadows how many there are in each state
 * @param inFlight how many are at it now
 * @param counters what happened since the start
 */
public record SyncStatus(
    boolean connected, Map<SyncState, Integer> shadows, int inFlight, SyncCounters counters) {

  /**
   * How far one shadow is in step.
   *
   * @param version the version of the shadow here; 0 if there is none
   * @param cloudVersion the version of the cloud's when it was last heard of; 0 for none
   * @param fault why the last attempt failed, in one line; null if it did not
   */
  public record Of(
      ShadowName shadow,
      SyncState state,
      long version,
      long cloudVersion,
      @Nullable String fault) {}
}
