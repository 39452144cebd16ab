package io.edgecoordinator.task.worker;

import java.util.Map;
import java.util.Optional;

/**
 * What a call did with the task's state.
 *
 * @param reads the version of each key it read, 0 for one that was not there
 * @param writes the new value of each key it changed; empty for one it took away
 */
record StateUse(Map<String, Long> reads, Map<String, Optional<byte[]>> writes) {

  /** A call that did nothing with it. */
  static final StateUse NONE = new StateUse(Map.of(), Map.of());
}
