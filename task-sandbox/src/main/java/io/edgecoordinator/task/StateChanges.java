package io.edgecoordinator.task;

import java.util.Map;
import java.util.Optional;

/**
 * What a call did with its task's state, on its way to be applied.
 *
 * @param reads the version of each key it read, 0 for one that was not there
 * @param writes the new value of each key it changed; empty for one it took away
 */
public record StateChanges(Map<String, Long> reads, Map<String, Optional<byte[]>> writes) {

  /** A call that did nothing with it. */
  public static final StateChanges NONE = new StateChanges(Map.of(), Map.of());

  public StateChanges {
    reads = Map.copyOf(reads);
    writes = Map.copyOf(writes);
  }
}
