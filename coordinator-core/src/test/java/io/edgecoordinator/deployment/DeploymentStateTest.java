package io.edgecoordinator.deployment;

import static io.edgecoordinator.deployment.DeploymentState.ACTIVATING;
import static io.edgecoordinator.deployment.DeploymentState.CANCELLED;
import static io.edgecoordinator.deployment.DeploymentState.DOWNLOADING;
import static io.edgecoordinator.deployment.DeploymentState.FAILED;
import static io.edgecoordinator.deployment.DeploymentState.HEALTHY;
import static io.edgecoordinator.deployment.DeploymentState.QUEUED;
import static io.edgecoordinator.deployment.DeploymentState.ROLLED_BACK;
import static io.edgecoordinator.deployment.DeploymentState.STAGING;
import static io.edgecoordinator.deployment.DeploymentState.VERIFYING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgecoordinator.store.RecordInput;
import io.edgecoordinator.store.RecordOutput;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeploymentStateTest {

  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  private static final Map<DeploymentState, Set<DeploymentState>> LEGAL =
      Map.of(
          QUEUED, Set.of(DOWNLOADING, FAILED, CANCELLED),
          DOWNLOADING, Set.of(VERIFYING, FAILED, CANCELLED),
          VERIFYING, Set.of(STAGING, FAILED, CANCELLED),
          STAGING, Set.of(ACTIVATING, FAILED, CANCELLED),
          ACTIVATING, Set.of(HEALTHY, ROLLED_BACK, CANCELLED),
          HEALTHY, Set.of(),
          FAILED, Set.of(),
          ROLLED_BACK, Set.of(),
          CANCELLED, Set.of());

  @Test
  void everyChangeIsLegalOrRefused() {
    for (DeploymentState from : DeploymentState.values()) {
      for (DeploymentState to : DeploymentState.values()) {
        boolean legal = LEGAL.get(from).contains(to);
        assertThat(from.mayBecome(to)).as(from + " → " + to).isEqualTo(legal);
        Deployment deployment = in(from);
        if (legal) {
          assertThat(deployment.become(to, "why", NOW).state()).isEqualTo(to);
        } else {
          assertThatThrownBy(() -> deployment.become(to, "why", NOW))
              .isInstanceOf(IllegalStateException.class)
              .hasMessage("deployment d-1 is %s and can't become %s", from, to);
        }
      }
    }
  }

  @Test
  void terminalIsWhatNothingMoreBecomesOf() {
    for (DeploymentState state : DeploymentState.values()) {
      assertThat(state.isTerminal()).isEqualTo(LEGAL.get(state).isEmpty());
    }
  }

  @Test
  void everyStateIsReachedFromTheFirst() {
    for (DeploymentState state : DeploymentState.values()) {
      assertThat(in(state).state()).isEqualTo(state);
    }
  }

  @Test
  void aDeploymentIsTheSameAfterItWasOnDisk() {
    DesiredDeployment.Install install =
        new DesiredDeployment.Install(
            "d-1", "tea", "1.0", 10, "a".repeat(64), null, "https://example.org/tea.zip");
    Deployment known = Deployment.queued("d-1", 7, Deployment.Origin.UPSTREAM, install, NOW);
    for (Deployment each :
        List.of(
            known,
            in(ROLLED_BACK),
            known.become(FAILED, "no room", NOW.plusMillis(5)),
            known.interrupted(2, true))) {
      RecordOutput out = new RecordOutput();
      Deployment.CODEC.write(each, out);
      assertThat(Deployment.CODEC.read(new RecordInput(out.toBytes()))).isEqualTo(each);
    }
  }

  @Test
  void aBundleKeepsItsFormerVersions() {
    DeployedBundle first = DeployedBundle.activated("tea", Optional.empty(), version("1"));
    assertThat(first.provisional()).isTrue();
    assertThat(first.former()).isEmpty();

    DeployedBundle second =
        DeployedBundle.activated("tea", Optional.of(first.settled(2)), version("2"));
    assertThat(second.back(1)).isEqualTo(first.settled(2));

    DeployedBundle again =
        DeployedBundle.activated("tea", Optional.of(second.settled(2)), version("1"));
    assertThat(again.back(1)).isEqualTo(second.settled(2));
    assertThat(again.settled(2).versions()).containsExactly(version("1"), version("2"));

    DeployedBundle third =
        DeployedBundle.activated("tea", Optional.of(again.settled(2)), version("3"));
    assertThat(third.settled(2).versions()).containsExactly(version("3"), version("1"));

    RecordOutput out = new RecordOutput();
    DeployedBundle.CODEC.write(third, out);
    assertThat(DeployedBundle.CODEC.read(new RecordInput(out.toBytes()))).isEqualTo(third);
  }

  private static DeployedVersion version(String version) {
    return new DeployedVersion(version, version.repeat(64), 10, null, "ops", "d-" + version);
  }

  private static Deployment in(DeploymentState state) {
    Deployment deployment = Deployment.queued("d-1", 1, Deployment.Origin.LOCAL, null, NOW);
    List<DeploymentState> way = List.of(DOWNLOADING, VERIFYING, STAGING, ACTIVATING);
    if (state == QUEUED) {
      return deployment;
    }
    for (DeploymentState next : way) {
      if (deployment.state().mayBecome(state) && state != CANCELLED) {
        break;
      }
      deployment = deployment.become(next, "", NOW);
    }
    return deployment.state() == state ? deployment : deployment.become(state, "", NOW);
  }
}
