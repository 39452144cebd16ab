package io.edgecoordinator.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.task.HoldPolicy.Load;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HoldPolicyTest {

  private static final long MILLISECOND = 1_000_000;

  private final HoldPolicy policy = new HoldPolicy(2, Duration.ofSeconds(10));

  private static Load busy(int running, long millis) {
    return new Load(running, 0, millis * MILLISECOND, true, -1);
  }

  private static Load urgent() {
    return new Load(1, 1, 0, true, -1);
  }

  private static Load held(long millis) {
    return new Load(1, 0, 0, false, millis * MILLISECOND);
  }

  @Test
  void nobodyIsStoppedWhileThereAreProcessors() {
    assertThat(policy.chosen(List.of(busy(1, 500), urgent()))).isEqualTo(-1);
  }

  @Test
  void theOneAtTheLongestCallIsStopped() {
    assertThat(policy.chosen(List.of(busy(1, 100), busy(2, 700), urgent()))).isEqualTo(1);
  }

  @Test
  void shortCallsAreLeftToEnd() {
    assertThat(policy.chosen(List.of(busy(4, 1), urgent()))).isEqualTo(-1);
  }

  @Test
  void whoHasAnUrgentCallIsNotStopped() {
    Load mixed = new Load(3, 1, 900 * MILLISECOND, true, -1);
    assertThat(policy.chosen(List.of(mixed, urgent()))).isEqualTo(-1);
  }

  @Test
  void whoIsStoppedTakesNoProcessor() {
    assertThat(policy.chosen(List.of(held(5), busy(1, 100), urgent()))).isEqualTo(-1);
  }

  @Test
  void whoMayNotBeStoppedIsPassedOver() {
    Load justWentOn = new Load(2, 0, 900 * MILLISECOND, false, -1);
    assertThat(policy.chosen(List.of(justWentOn, busy(1, 100), urgent()))).isEqualTo(1);
  }

  @Test
  void goesOnWhenNothingUrgentIsLeft() {
    assertThat(policy.goesOn(held(1), true)).isFalse();
    assertThat(policy.goesOn(held(1), false)).isTrue();
  }

  @Test
  void goesOnAfterTheBoundAndIsThenLeftAloneForAWhile() {
    assertThat(policy.goesOn(held(10_000), true)).isTrue();
    assertThat(policy.rest(held(10_000))).isPositive();
    assertThat(policy.rest(held(9_999))).isZero();
  }

  @Test
  void goesOnForAnUrgentCallOfItsOwn() {
    assertThat(policy.goesOn(new Load(1, 1, 0, false, 1), true)).isTrue();
  }
}
