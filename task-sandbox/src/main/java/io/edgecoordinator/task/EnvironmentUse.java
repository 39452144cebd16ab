package io.edgecoordinator.task;

import io.edgecoordinator.task.ExecutionEnvironment.State;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The environments of one task.
 *
 * @param byState how many there are, by what they do; none of those that there are not
 * @param waitsFor what one that is starting waits for, such as {@code memory: 512MiB in use of
 *     512MiB}; null if for nothing
 */
public record EnvironmentUse(Map<State, Integer> byState, @Nullable String waitsFor) {

  /** A task without environments. */
  static final EnvironmentUse NONE = new EnvironmentUse(Map.of(), null);

  /** Returns how many there are. */
  public int count() {
    return byState.values().stream().mapToInt(Integer::intValue).sum();
  }
}
