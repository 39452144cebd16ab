package io.edgecoordinator.deployment;

import static io.edgecoordinator.deployment.DeploymentState.ACTIVATING;
import static io.edgecoordinator.deployment.DeploymentState.DOWNLOADING;
import static io.edgecoordinator.deployment.DeploymentState.HEALTHY;
import static io.edgecoordinator.deployment.DeploymentState.ROLLED_BACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.config.Configuration;
import io.edgecoordinator.deployment.TestBundle.Announced;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a box does at its start about what it was at when it ended. */
class DeploymentRecoveryTest {

  private static final String AT_ONCE = "health: {hold: 0s}";
  private static final String FOR_LONG = "health: {hold: 1h}";

  @TempDir private Path folder;
  @TempDir private Path work;
  private final Box.Options options = new Box.Options();
  private final Cloud cloud = new Cloud();
  private Box box;

  @AfterEach
  void end() throws Exception {
    box.close();
  }

  private void start() throws Exception {
    options.settings =
        new Configuration.Deployments(List.of(), 3, Duration.ZERO, Duration.ofHours(1));
    box = new Box(folder, cloud, options);
  }

  private Announced tea(String version, String more) throws Exception {
    return new TestBundle("tea", version).with(more).announced("d-" + version, work, Box.KEY);
  }

  private void damage(Announced bundle) throws Exception {
    Path archive = box.archives.resolve(bundle.install().sha256() + ".zip");
    byte[] bytes = Files.readAllBytes(archive);
    bytes[50] ^= 1;
    Files.write(archive, bytes);
  }

  @Test
  void aDownloadGoesOn() throws Exception {
    Announced tea = tea("1", AT_ONCE);
    cloud.stalled.add(tea.install().sha256());
    start();
    box.desire(tea);
    box.reached("d-1", DOWNLOADING);
    box.crash();
    cloud.stalled.clear();

    start();
    assertThat(box.ended("d-1").state()).isEqualTo(HEALTHY);
    assertThat(box.inForce()).containsExactly("tea 1");
  }

  @Test
  void whatWasWatchedIsWatchedAgainAndGoesBackAfterTheSecondCrash() throws Exception {
    start();
    box.desire(tea("1", AT_ONCE));
    box.ended("d-1");
    box.desire(tea("2", FOR_LONG));
    box.reached("d-2", ACTIVATING);
    box.crash();

    start();
    assertThat(box.get(() -> box.deployments.find("d-2")).orElseThrow().state())
        .isEqualTo(ACTIVATING);
    assertThat(box.inForce()).containsExactly("tea 2");
    box.crash();

    start();
    Deployment ended = box.ended("d-2");
    assertThat(ended.state()).isEqualTo(ROLLED_BACK);
    assertThat(ended.reason()).isEqualTo("the coordinator ended 2 times while it was watched");
    assertThat(box.inForce()).containsExactly("tea 1");
  }

  @Test
  void toStopInAnOrderlyWayIsNoCrash() throws Exception {
    start();
    box.desire(tea("1", FOR_LONG));
    box.reached("d-1", ACTIVATING);
    for (int i = 0; i < 3; i++) {
      box.close();
      start();
      assertThat(box.get(() -> box.deployments.find("d-1")).orElseThrow().state())
          .isEqualTo(ACTIVATING);
      assertThat(box.inForce()).containsExactly("tea 1");
    }
  }

  @Test
  void aDamagedArchiveGivesWayToTheVersionBefore() throws Exception {
    Announced second = tea("2", AT_ONCE);
    start();
    box.desire(tea("1", AT_ONCE));
    box.ended("d-1");
    box.desire(second);
    box.ended("d-2");
    damage(second);
    box.close();

    start();
    assertThat(box.inForce()).containsExactly("tea 1");
    assertThat(box.get(() -> box.bundles.faults()).toString())
        .contains("2 can't be used: its SHA-256 is ")
        .contains("; 1 is in force in its place");
    assertThat(box.deployed().getFirst().current().version()).isEqualTo("1");
  }

  @Test
  void withoutAnyReadableVersionTheBoxStartsAndSaysWhy() throws Exception {
    Announced only = tea("1", AT_ONCE);
    start();
    box.desire(only);
    box.ended("d-1");
    damage(only);
    box.close();

    start();
    assertThat(box.inForce()).isEmpty();
    assertThat(box.get(() -> box.bundles.faults()).toString()).contains("; it is not in force");
    box.desire(tea("2", AT_ONCE));
    assertThat(box.ended("d-2").state()).isEqualTo(HEALTHY);
    assertThat(box.get(() -> box.bundles.faults())).isEmpty();
  }

  @Test
  void theFormerVersionIsDamagedWhenItIsNeeded() throws Exception {
    Announced second = tea("2", AT_ONCE);
    start();
    box.desire(tea("1", AT_ONCE));
    box.ended("d-1");
    box.desire(second);
    box.ended("d-2");
    box.desire(tea("3", FOR_LONG));
    box.reached("d-3", ACTIVATING);
    damage(second);
    box.await(() -> box.deployments.cancel("d-3"));

    assertThat(box.ended("d-3").reason()).isEqualTo("cancelled; 1 is back");
    assertThat(box.inForce()).containsExactly("tea 1");
  }

  @Test
  void filesThatNobodyNeedsAreRemoved() throws Exception {
    start();
    box.desire(tea("1", AT_ONCE));
    box.ended("d-1");
    for (String name : List.of("ab.part", "ab.part.blocks", "cd.zip", "upload-1.part")) {
      Files.writeString(box.archives.resolve(name), "left behind");
    }
    box.close();

    start();
    Box.until(() -> files() == 1);
    assertThat(box.inForce()).containsExactly("tea 1");
  }

  private int files() {
    try {
      return box.files().size();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aHotReloadLeavesDeployedBundlesAloneAndTheOtherWayRound() throws Exception {
    Path mine = new TestBundle("mine", "1").folder(work);
    options.lying = List.of(mine);
    start();
    box.desire(tea("1", AT_ONCE));
    box.ended("d-1");
    assertThat(box.inForce()).containsExactly("mine 1", "tea 1");

    Files.writeString(mine.resolve("bundle.yaml"), "bundle: mine\nversion: 2\n");
    Box.until(() -> inForce().equals(List.of("mine 2", "tea 1")));
    Files.writeString(mine.resolve("bundle.yaml"), "bundle: tea\nversion: 3\n");
    Box.until(() -> inForce().equals(List.of("tea 3")));
    Files.writeString(mine.resolve("bundle.yaml"), "bundle: mine\nversion: 4\n");
    Box.until(() -> inForce().equals(List.of("mine 4", "tea 1")));
  }

  private List<String> inForce() {
    try {
      return box.inForce();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
