package io.edgecoordinator.task;

import io.edgecoordinator.task.ExecutionEnvironment.State;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** The state of one environment, and which may follow which. Belongs to the event loop. */
final class Lifecycle {

  private static final Map<State, Set<State>> FOLLOWING =
      Map.of(
          State.STARTING, EnumSet.of(State.IDLE, State.ENDED),
          State.IDLE, EnumSet.of(State.RUNNING, State.ENDED),
          State.RUNNING, EnumSet.of(State.IDLE, State.HELD, State.ENDED),
          // Back to idle: its result was already on the way when its worker was stopped.
          State.HELD, EnumSet.of(State.RUNNING, State.IDLE, State.ENDED),
          State.ENDED, EnumSet.noneOf(State.class));

  private State state = State.STARTING;

  State state() {
    return state;
  }

  boolean is(State other) {
    return state == other;
  }

  /**
   * Goes on to another state.
   *
   * @throws IllegalStateException if it can't follow the present one, which is a fault of ours
   */
  void become(State next) {
    if (!FOLLOWING.getOrDefault(state, Set.of()).contains(next)) {
      throw new IllegalStateException("an environment that is " + state + " can't become " + next);
    }
    state = next;
  }
}
