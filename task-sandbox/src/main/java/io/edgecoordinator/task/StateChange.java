package io.edgecoordinator.task;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one call changed in its task's state, from when it is seen by others until it is on disk.
 * Belongs to the event loop.
 */
final class StateChange {

  final Map<String, Optional<byte[]>> writes;

  /** What was there before; empty for what was not. */
  final Map<String, Optional<byte[]>> before;

  private @Nullable Runnable onUndone;
  private boolean undone;

  StateChange(Map<String, Optional<byte[]>> writes, Map<String, Optional<byte[]>> before) {
    this.writes = writes;
    this.before = before;
  }

  /** Sets who is told in the same turn when the change is undone because of another. */
  void onUndone(Runnable told) {
    onUndone = told;
  }

  boolean isUndone() {
    return undone;
  }

  void undone() {
    undone = true;
    if (onUndone != null) {
      onUndone.run();
    }
  }
}
