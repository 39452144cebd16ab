package io.edgecoordinator.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgecoordinator.task.ExecutionEnvironment.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LifecycleTest {

  @Test
  void goesThroughAllStates() {
    Lifecycle life = new Lifecycle();
    for (State next :
        new State[] {
          State.IDLE, State.RUNNING, State.HELD, State.RUNNING, State.IDLE, State.ENDED
        }) {
      life.become(next);
      assertThat(life.state()).isEqualTo(next);
    }
  }

  @Test
  void whatStartsCanNotRunBeforeItStandsReady() {
    assertThatThrownBy(() -> new Lifecycle().become(State.RUNNING))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("STARTING can't become RUNNING");
  }

  @ParameterizedTest
  @EnumSource
  void nothingFollowsTheEnd(State next) {
    Lifecycle life = new Lifecycle();
    life.become(State.ENDED);
    assertThatThrownBy(() -> life.become(next)).isInstanceOf(IllegalStateException.class);
  }
}
