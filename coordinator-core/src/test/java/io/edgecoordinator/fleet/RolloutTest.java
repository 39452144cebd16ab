package io.edgecoordinator.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.deployment.DeploymentReport;
import io.edgecoordinator.deployment.DeploymentState;
import io.edgecoordinator.fleet.BoxProgress.Step;
import io.edgecoordinator.fleet.Rollout.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which boxes are told, and when no more are. */
class RolloutTest {

  private static final Instant NOW = Instant.parse("2026-11-23T06:00:00Z");
  private static final Duration WAIT = Duration.ofMinutes(10);
  private static final List<String> BOXES = List.of("a", "b", "c", "d");

  private final Rollout rollout = new Rollout("d-1", BOXES, 2, WAIT);

  @Test
  void withoutCanariesAllAreToldAtOnce() {
    Rollout all = new Rollout("d-1", BOXES, 0, WAIT);
    assertThat(all.begin(NOW)).isEqualTo(BOXES);
    assertThat(all.phase()).isEqualTo(Phase.ALL);
  }

  @Test
  void theRestIsToldWhenAllCanariesAreHealthy() {
    assertThat(rollout.begin(NOW)).containsExactly("a", "b");
    assertThat(hears("a", DeploymentState.DOWNLOADING)).isEmpty();
    assertThat(hears("a", DeploymentState.HEALTHY)).isEmpty();
    assertThat(hears("b", DeploymentState.HEALTHY)).containsExactly("c", "d");
    assertThat(rollout.isOver()).isFalse();
    hears("c", DeploymentState.HEALTHY);
    hears("d", DeploymentState.HEALTHY);
    assertThat(rollout.isOver()).isTrue();
    assertThat(rollout.isSuccess()).isTrue();
  }

  @Test
  void aCanaryThatDoesNotDoWellStopsTheRest() {
    for (DeploymentState end :
        List.of(DeploymentState.FAILED, DeploymentState.ROLLED_BACK, DeploymentState.CANCELLED)) {
      Rollout stopped = new Rollout("d-1", BOXES, 2, WAIT);
      stopped.begin(NOW);
      assertThat(stopped.heard("a", report("d-1", end), NOW)).isEmpty();
      assertThat(stopped.phase()).isEqualTo(Phase.STOPPED);
      assertThat(stopped.heard("b", report("d-1", DeploymentState.HEALTHY), NOW)).isEmpty();
      assertThat(stopped.isSuccess()).isFalse();
      assertThat(stopped.box("c").step()).isEqualTo(Step.NOT_TOLD);
      assertThat(stopped.box("a").reason()).isEqualTo("because");
    }
  }

  @Test
  void aCanaryThatTakesTooLongStopsTheRest() {
    rollout.begin(NOW);
    hears("a", DeploymentState.HEALTHY);
    hears("b", DeploymentState.DOWNLOADING);
    assertThat(rollout.passed(NOW.plus(WAIT).minusMillis(1))).isEmpty();
    assertThat(rollout.isOver()).isFalse();
    assertThat(rollout.passed(NOW.plus(WAIT))).isEmpty();
    assertThat(rollout.phase()).isEqualTo(Phase.STOPPED);
    assertThat(rollout.box("b").reason()).contains("downloading after 600 s");
  }

  @Test
  void theRestHasItsOwnTime() {
    rollout.begin(NOW);
    Instant later = NOW.plus(WAIT).minusSeconds(1);
    rollout.heard("a", report("d-1", DeploymentState.HEALTHY), later);
    rollout.heard("b", report("d-1", DeploymentState.HEALTHY), later);
    rollout.passed(NOW.plus(WAIT));
    assertThat(rollout.isOver()).isFalse();
    rollout.passed(later.plus(WAIT));
    assertThat(rollout.phase()).isEqualTo(Phase.OVER);
    assertThat(rollout.isSuccess()).isFalse();
    assertThat(rollout.box("d").reason()).contains("has not answered");
  }

  @Test
  void oneOfTheRestThatDoesNotDoWellIsNoReasonToStop() {
    Rollout all = new Rollout("d-1", BOXES, 0, WAIT);
    all.begin(NOW);
    all.heard("a", report("d-1", DeploymentState.ROLLED_BACK), NOW);
    assertThat(all.isOver()).isFalse();
    for (String box : List.of("b", "c", "d")) {
      all.heard(box, report("d-1", DeploymentState.HEALTHY), NOW);
    }
    assertThat(all.isOver()).isTrue();
    assertThat(all.isSuccess()).isFalse();
  }

  @Test
  void whatABoxToldOfAnotherDeploymentBeforeDoesNotCount() {
    rollout.heard("a", report("d-0", DeploymentState.HEALTHY), NOW);
    rollout.begin(NOW);
    rollout.heard("a", report("d-0", DeploymentState.HEALTHY), NOW);
    rollout.heard("c", report("d-1", DeploymentState.HEALTHY), NOW);
    assertThat(rollout.box("a").step()).isEqualTo(Step.TOLD);
  }

  @Test
  void aBoxThatTookAnotherDeploymentSinceIsNotWaitedFor() {
    rollout.heard("a", report("d-0", DeploymentState.HEALTHY), NOW);
    rollout.begin(NOW);
    rollout.heard("a", report("d-2", DeploymentState.DOWNLOADING), NOW);
    assertThat(rollout.phase()).isEqualTo(Phase.STOPPED);
    assertThat(rollout.box("a").reason()).contains("d-2");
  }

  @Test
  void whatTheBrokerRefusesStopsLikeAFailure() {
    rollout.begin(NOW);
    rollout.refused("b", "not authorized", NOW);
    assertThat(rollout.phase()).isEqualTo(Phase.STOPPED);
  }

  @Test
  void aShareIsRoundedUpAndOneAtLeast() {
    assertThat(Rollout.canaries(5, 100)).isEqualTo(5);
    assertThat(Rollout.canaries(5, 101)).isEqualTo(6);
    assertThat(Rollout.canaries(5, 3)).isEqualTo(1);
    assertThat(Rollout.canaries(100, 3)).isEqualTo(3);
    assertThat(Rollout.canaries(0, 3)).isZero();
  }

  private List<String> hears(String box, DeploymentState state) {
    return rollout.heard(box, report("d-1", state), NOW);
  }

  private static DeploymentReport report(String deployment, DeploymentState state) {
    return new DeploymentReport(
        new DeploymentReport.Progress(deployment, "cold-chain", "1.4.0", state, "because", 10),
        7,
        Map.of(),
        List.of(),
        NOW);
  }
}
