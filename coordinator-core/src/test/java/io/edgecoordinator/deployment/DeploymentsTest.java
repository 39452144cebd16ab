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

import io.edgecoordinator.bundle.SigningKey;
import io.edgecoordinator.deployment.DesiredDeployment.Install;
import io.edgecoordinator.deployment.TestBundle.Announced;
import io.edgecoordinator.event.Payload;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a deployment, well or not; bundles without tasks unless it is about them. */
class DeploymentsTest {

  private static final String AT_ONCE = "health: {hold: 0s}";
  private static final String FOR_LONG = "health: {hold: 1h}";

  @TempDir private Path folder;
  @TempDir private Path work;
  private final Box.Options options = new Box.Options();
  private final Cloud cloud = new Cloud();
  private Box box;

  @AfterEach
  void end() throws Exception {
    if (box != null) {
      box.close();
    }
  }

  private Box box() throws Exception {
    if (box == null) {
      box = new Box(folder, cloud, options);
    }
    return box;
  }

  private void restart() throws Exception {
    box.close();
    box = null;
    box();
  }

  private Announced tea(String version) throws Exception {
    return tea(version, AT_ONCE);
  }

  private Announced tea(String version, String more) throws Exception {
    return announced(new TestBundle("tea", version).with(more), "d-" + version);
  }

  private Announced announced(TestBundle bundle, String id) throws Exception {
    return bundle.announced(id, work, Box.KEY);
  }

  private void assertEnds(String id, DeploymentState state, String reason) throws Exception {
    Deployment ended = box().ended(id);
    assertThat(ended.state() + ": " + ended.reason()).startsWith(state + ": " + reason);
  }

  @Test
  void aBundleComesIntoForceAndEachStateIsOnDisk() throws Exception {
    box().desire(tea("1"));

    Deployment ended = box.ended("d-1");
    assertThat(ended.steps())
        .extracting(Deployment.Step::state)
        .containsExactly(QUEUED, DOWNLOADING, VERIFYING, STAGING, ACTIVATING, HEALTHY);
    assertThat(box.inForce()).containsExactly("tea 1");
    restart();
    assertThat(box.inForce()).containsExactly("tea 1");
    assertThat(box.get(() -> box.deployments.find("d-1"))).hasValue(ended);
  }

  @Test
  void theStatusTellsOfTheLatestDeploymentAndIsSentAgainOnEachConnection() throws Exception {
    box().desire(tea("1"));
    box.ended("d-1");
    Box.until(() ->
        cloud.reports.getLast().last() != null
            && cloud.reports.getLast().last().state() == HEALTHY);

    DeploymentReport report = cloud.reports.getLast();
    assertThat(report.last())
        .isEqualTo(new DeploymentReport.Progress("d-1", "tea", "1", HEALTHY, "", 100));
    assertThat(report.bundles()).isEqualTo(Map.of("tea", "1"));
    assertThat(report.groups()).containsExactly("pilot");
    assertThat(report.tableVersion()).isEqualTo(2);

    int told = cloud.reports.size();
    box.get(() -> {
      cloud.reconnect();
      return null;
    });
    assertThat(cloud.reports).hasSize(told + 1);
    assertThat(cloud.reports.getLast().last()).isEqualTo(report.last());
  }

  @Test
  void aReportThatWasNotTakenIsSentAgain() throws Exception {
    cloud.takesReports = false;
    box().desire(tea("1"));
    box.ended("d-1");
    assertThat(cloud.reports).isEmpty();

    cloud.takesReports = true;
    Box.until(() -> !cloud.reports.isEmpty());
    assertThat(cloud.reports.getFirst().last().state()).isEqualTo(HEALTHY);
  }

  @Test
  void noSignatureNoDownload() throws Exception {
    Announced tea = tea("1");
    box().desire(tea.with(changed(tea.install(), null)));
    assertEnds("d-1", FAILED, "not trusted: there is no signature");
    assertThat(cloud.fetched).isEmpty();
  }

  @Test
  void aStrangersSignatureNoDownload() throws Exception {
    box().desire(new TestBundle("tea", "1").announced("d-1", work, SigningKey.generate()));
    assertEnds("d-1", FAILED, "not trusted: it is signed with the key");
    assertThat(cloud.fetched).isEmpty();
  }

  @Test
  void aKeyDeploysOnlyWhatItMay() throws Exception {
    box().desire(announced(new TestBundle("coffee", "1"), "d-1"));
    assertEnds("d-1", FAILED, "not trusted: the key");
    assertThat(cloud.fetched).isEmpty();
  }

  @Test
  void aSignatureOfAnotherVersionDoesNotCount() throws Exception {
    Announced tea = tea("1");
    box().desire(tea.with(changed(tea("2").install(), "d-1", tea.install().signature())));
    assertEnds("d-1", FAILED, "the signature is for tea 1");
    assertThat(cloud.fetched).isEmpty();
  }

  @Test
  void withoutTrustNothingComesFromElsewhere() throws Exception {
    options.trusts = false;
    box().desire(tea("1"));
    assertEnds("d-1", FAILED, "not trusted");
  }

  @Test
  void aTooLargeArchiveIsNotFetched() throws Exception {
    Install tea = tea("1").install();
    send(
        new Install(
            "d-1",
            "tea",
            "1",
            (1 << 20) + 1,
            tea.sha256(),
            tea.signature(),
            DesiredDeployment.MQTT));
    assertEnds("d-1", FAILED, "the archive has 1048577 bytes, 1 MiB are allowed");
    assertThat(cloud.fetched).isEmpty();
  }

  @Test
  void withoutRoomOnDiskNothingIsFetched() throws Exception {
    options.limits =
        new DeploymentLimits(
            Box.LIMITS.archiveBytes(),
            Box.LIMITS.diskBytes(),
            Long.MAX_VALUE / 2,
            Box.LIMITS.verifying(),
            Box.LIMITS.staging(),
            Box.LIMITS.restoring(),
            Box.LIMITS.askAgain(),
            1);
    box().desire(tea("1"));
    assertEnds("d-1", FAILED, "no room on disk: ");
    assertThat(cloud.fetched).isEmpty();
  }

  @Test
  void anArchiveThatCantBeFetchedFails() throws Exception {
    cloud.outage = "404 Not Found";
    box().desire(tea("1"));
    assertEnds("d-1", FAILED, "404 Not Found");
  }

  @Test
  void aDownloadThatGetsNowhereFailsInTimeIfTheLinkIsUp() throws Exception {
    Announced tea = tea("1");
    cloud.stalled.add(tea.install().sha256());
    cloud.connected = false;
    box().desire(tea);
    box.reached("d-1", DOWNLOADING);
    cloud.connected = true;
    assertEnds("d-1", FAILED, "nothing of the bundle came for 1 s");
  }

  @Test
  void otherBytesThanAnnouncedFailAndAreNotKept() throws Exception {
    Announced tea = tea("1");
    byte[] other = tea.archive().clone();
    other[40] ^= 1;
    box().desire(new Announced(tea.install(), other));
    assertEnds("d-1", FAILED, "the archive can't be used: its SHA-256 is ");
    Box.until(() -> isEmpty());
  }

  @Test
  void anotherSizeThanAnnouncedFails() throws Exception {
    Announced tea = tea("1");
    box().desire(new Announced(tea.install(), new byte[7]));
    assertEnds("d-1", FAILED, "the archive can't be used: it has 7 bytes");
  }

  @Test
  void otherFilesThanSignedFail() throws Exception {
    Announced signed = tea("1");
    Announced other = tea("1", FOR_LONG);
    box().desire(other.with(changed(other.install(), "d-1", signed.install().signature())));
    assertEnds("d-1", FAILED, "not trusted: its files are not those that were signed");
  }

  @Test
  void theArchiveInForceOutlivesADeploymentOfTheSameBytesThatFails() throws Exception {
    Announced first = tea("1");
    Announced second = tea("2");
    box().desire(first);
    box.ended("d-1");
    Install install = first.install();
    box.desire(
        first.with(
            new Install(
                "d-x",
                "tea",
                "2",
                install.size(),
                install.sha256(),
                second.install().signature(),
                install.from())));
    assertEnds("d-x", FAILED, "not trusted: its files are not those that were signed");
    assertThat(files()).containsExactly(install.sha256() + ".zip");
    restart();
    assertThat(box.inForce()).containsExactly("tea 1");
  }

  @Test
  void whatIsNoZipFails() throws Exception {
    byte[] bytes = "this is no zip".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    Install tea = tea("1").install();
    box()
        .desire(
            new Announced(
                new Install(
                    "d-1",
                    "tea",
                    "1",
                    bytes.length,
                    io.edgecoordinator.bundle.Sha256.hex(bytes),
                    tea.signature(),
                    DesiredDeployment.MQTT),
                bytes));
    assertEnds("d-1", FAILED, "the archive can't be used: ");
  }

  @Test
  void aBundleThatIsRunAsItLiesThereGoesFirst() throws Exception {
    options.lying = List.of(new TestBundle("tea", "0").folder(work));
    box().desire(tea("1"));
    assertEnds("d-1", FAILED, "bundle tea is run from " + options.lying.getFirst());
    assertThat(box.inForce()).containsExactly("tea 0");
  }

  @Test
  void aTaskOfAnotherBundleClashes() throws Exception {
    options.lying =
        List.of(
            new TestBundle("mine", "1")
                .with("tasks: {tea-work: {runtime: js, handler: work.handler}}")
                .withFile("work.js", "export function handler() {}")
                .folder(work));
    box().desire(announced(new TestBundle("tea", "1").withTask("return 1;"), "d-1"));
    assertEnds("d-1", FAILED, "tea/bundle.yaml: task tea-work is in bundle mine already");
    assertThat(box.inForce()).containsExactly("mine 1");
  }

  @Test
  void aTaskThatCantBeLoadedFailsAndTheFormerVersionStays() throws Exception {
    box().desire(announced(new TestBundle("tea", "1").with(AT_ONCE).withTask("return 1;"), "d-1"));
    box.ended("d-1");
    box.desire(announced(new TestBundle("tea", "2").withTask("} nonsense {"), "d-2"));
    assertEnds("d-2", FAILED, "tea/work.js:1:");
    assertThat(box.inForce()).containsExactly("tea 1");
    assertThat(box.call("tea-work")).isEqualTo("1");
  }

  @Test
  void theNewestWinsOverThoseThatAreStale() throws Exception {
    Announced first = tea("1");
    cloud.stalled.add(first.install().sha256());
    box().desire(first);
    box.reached("d-1", DOWNLOADING);
    for (int i = 2; i <= 9; i++) {
      Announced stale = tea("" + i);
      cloud.stalled.add(stale.install().sha256());
      cloud.hold(stale);
      cloud.send(stale.install().payload());
    }
    box.desire(tea("10"));

    assertEnds("d-10", HEALTHY, "");
    for (int i = 1; i <= 9; i++) {
      assertEnds("d-" + i, CANCELLED, "superseded by d-");
    }
    assertThat(box.inForce()).containsExactly("tea 10");
  }

  @Test
  void whatIsWatchedGoesBackBeforeANewerOneComes() throws Exception {
    box().desire(tea("1"));
    box.ended("d-1");
    box.desire(tea("2", FOR_LONG));
    box.reached("d-2", ACTIVATING);
    box.desire(tea("3"));

    assertEnds("d-3", HEALTHY, "");
    assertEnds("d-2", CANCELLED, "superseded by d-3; 1 is back");
    assertThat(box.deployed().getFirst().versions())
        .extracting(DeployedVersion::version)
        .containsExactly("3", "1");
  }

  @Test
  void theSameAgainIsToldAgainAndNotDoneAgain() throws Exception {
    box().desire(tea("1"));
    Deployment ended = box.ended("d-1");
    box.desire(tea("2"));
    box.ended("d-2");
    int fetched = cloud.fetched.size();
    cloud.reports.clear();
    box.desire(tea("1"));

    assertThat(cloud.reports.getLast().last().deployment()).isEqualTo("d-1");
    assertThat(box.get(() -> box.deployments.find("d-1"))).hasValue(ended);
    assertThat(cloud.fetched).hasSize(fetched);
    assertThat(box.inForce()).containsExactly("tea 2");
  }

  @Test
  void aDownloadIsCancelled() throws Exception {
    Announced tea = tea("1");
    cloud.stalled.add(tea.install().sha256());
    box().desire(tea);
    box.reached("d-1", DOWNLOADING);
    send(new DesiredDeployment.Cancel("d-1"));
    assertEnds("d-1", CANCELLED, "cancelled");
    Box.until(() -> isEmpty());
  }

  @Test
  void whatIsWatchedIsCancelledAndTheFormerVersionComesBack() throws Exception {
    box().desire(tea("1"));
    box.ended("d-1");
    box.desire(tea("2", FOR_LONG));
    box.reached("d-2", ACTIVATING);
    send(new DesiredDeployment.Cancel("d-2"));
    assertEnds("d-2", CANCELLED, "cancelled; 1 is back");
    assertThat(box.inForce()).containsExactly("tea 1");
  }

  @Test
  void whatHasEndedIsNotCancelled() throws Exception {
    box().desire(tea("1"));
    box.ended("d-1");
    send(new DesiredDeployment.Cancel("d-1"));
    assertThat(box.ended("d-1").state()).isEqualTo(HEALTHY);
    assertThat(box.inForce()).containsExactly("tea 1");
  }

  @Test
  void whatIsCancelledBeforeItComesIsNotDone() throws Exception {
    box();
    send(new DesiredDeployment.Cancel("d-1"));
    box.desire(tea("1"));
    assertEnds("d-1", CANCELLED, "its end was asked for before it came");
    assertThat(box.inForce()).isEmpty();
    Box.until(() -> cloud.reports.getLast().last() != null);
    assertThat(cloud.reports.getLast().last())
        .isEqualTo(
            new DeploymentReport.Progress(
                "d-1", "", "", CANCELLED, "its end was asked for before it came", 0));
  }

  @Test
  void whatCantBeUnderstoodFailsIfItSaysWhoseItIs() throws Exception {
    box();
    for (String text :
        List.of(
            "",
            "{",
            "[1]",
            "null",
            "{\"deployment\": 7}",
            "{\"deployment\": \"../x\"}",
            "[".repeat(10_000),
            "\"" + "x".repeat(100_000) + "\"")) {
      box.send(Payload.of(text));
    }
    assertThat(box.get(() -> box.deployments.all())).isEmpty();

    box.send(Payload.of("{\"deployment\": \"d-1\", \"bundle\": \"tea\", \"size\": \"many\"}"));
    assertEnds("d-1", FAILED, "malformed: size is missing or not a whole number");
    box.send(
        Payload.of(
            "{\"deployment\":\"d-2\",\"bundle\":\"tea\",\"version\":\"1\",\"size\":1,\"sha256\":\"%s\",\"from\":\"http://x/\"}"
                .formatted("a".repeat(64))));
    assertEnds("d-2", FAILED, "malformed: from must be");
  }

  @Test
  void aNewVersionWhoseCallsFailIsTakenBackAtOnce() throws Exception {
    box().desire(announced(new TestBundle("tea", "1").with(AT_ONCE).withTask("return 1;"), "d-1"));
    box.ended("d-1");
    box.desire(
        announced(
            new TestBundle("tea", "2").with(FOR_LONG).withTask("throw new Error('no');"), "d-2"));
    box.reached("d-2", ACTIVATING);
    for (int i = 0; i < 10; i++) {
      assertThat(box.call("tea-work")).isEqualTo("THREW");
    }
    assertEnds("d-2", ROLLED_BACK, "10 of 10 calls failed, 10% may; 1 is back");
    assertThat(box.call("tea-work")).isEqualTo("1");
    assertThat(box.inForce()).containsExactly("tea 1");
    restart();
    assertThat(box.inForce()).containsExactly("tea 1");
  }

  @Test
  void aFirstVersionWhoseCallsFailIsTakenAwayAtTheEndOfTheHold() throws Exception {
    box()
        .desire(
            announced(
                new TestBundle("tea", "1")
                    .with("health: {hold: 2s, failures: 50%}")
                    .withTask("throw new Error('no');"),
                "d-1"));
    box.reached("d-1", ACTIVATING);
    assertThat(box.call("tea-work")).isEqualTo("THREW");
    assertEnds("d-1", ROLLED_BACK, "1 of 1 calls failed, 50% may; there is no former version");
    assertThat(box.inForce()).isEmpty();
    assertThat(box.deployed()).isEmpty();
    Box.until(() -> isEmpty());
  }

  @Test
  void aFewFailuresAreForgiven() throws Exception {
    box()
        .desire(
            announced(
                new TestBundle("tea", "1")
                    .with("health: {hold: 1s, failures: 50%}")
                    .withTask("if (globalThis.n === undefined) { globalThis.n = 1; throw 1; }"),
                "d-1"));
    box.reached("d-1", ACTIVATING);
    box.call("tea-work");
    box.call("tea-work");
    assertEnds("d-1", HEALTHY, "");
  }

  @Test
  void aTaskPutsANewVersionOffForAsLongAsThePatienceLasts() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    options.safeToUpdate =
        (bundle, version) -> io.vertx.core.Future.succeededFuture(asked.incrementAndGet() > 3);
    box().desire(tea("1"));
    assertEnds("d-1", HEALTHY, "");
    assertThat(asked).hasValue(4);
  }

  @Test
  void aTaskThatNeverAgreesIsNotAskedForEver() throws Exception {
    options.settings =
        new io.edgecoordinator.config.Configuration.Deployments(
            List.of(), 2, java.time.Duration.ofMillis(200), java.time.Duration.ofSeconds(1));
    options.safeToUpdate = (bundle, version) -> io.vertx.core.Future.succeededFuture(false);
    box().desire(tea("1"));
    assertEnds("d-1", HEALTHY, "");
  }

  @Test
  void aTaskThatNeverAnswersIsNotWaitedForForEver() throws Exception {
    options.settings =
        new io.edgecoordinator.config.Configuration.Deployments(
            List.of(), 2, java.time.Duration.ofMillis(200), java.time.Duration.ofSeconds(1));
    options.safeToUpdate = (bundle, version) -> io.vertx.core.Future.future(_ -> {});
    box().desire(tea("1"));
    assertEnds("d-1", HEALTHY, "");
  }

  @Test
  void formerVersionsAreKeptAndTheOthersGo() throws Exception {
    box();
    for (String version : List.of("1", "2", "3")) {
      box.desire(tea(version));
      assertEnds("d-" + version, HEALTHY, "");
    }
    Box.until(() -> files().size() == 2);
    assertThat(box.deployed().getFirst().versions())
        .extracting(DeployedVersion::version)
        .containsExactly("3", "2");

    Deployment back = box.await(() -> box.deployments.rollback("tea"));
    assertEnds(back.id(), HEALTHY, "");
    assertThat(box.inForce()).containsExactly("tea 2");
    assertThat(box.deployed().getFirst().former().orElseThrow().version()).isEqualTo("3");
  }

  @Test
  void onTheBoxItselfTrustCountsToo() throws Exception {
    Path zip = new TestBundle("tea", "1").with(AT_ONCE).zip(work);
    Deployment refused = box().deployLocally(zip);
    assertEnds(refused.id(), FAILED, "not trusted: there is no signature");

    io.edgecoordinator.bundle.BundleWriter.sign(zip, Box.KEY);
    Deployment signed = box.deployLocally(zip);
    assertEnds(signed.id(), HEALTHY, "");
    assertThat(box.deployed().getFirst().current().signer()).isEqualTo(Box.KEY.id());
  }

  @Test
  void withoutTrustTheBoxItselfNeedsNoSignature() throws Exception {
    options.trusts = false;
    Deployment begun = box().deployLocally(new TestBundle("tea", "1").with(AT_ONCE).zip(work));
    assertEnds(begun.id(), HEALTHY, "");
    assertThat(box.deployed().getFirst().current().signer()).isNull();
  }

  private void send(DesiredDeployment desired) throws Exception {
    box().send(desired.payload());
  }

  private List<String> files() {
    try {
      return box.files();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean isEmpty() {
    return files().isEmpty();
  }

  private static Install changed(Install install, String signature) {
    return changed(install, install.deployment(), signature);
  }

  private static Install changed(Install install, String id, String signature) {
    return new Install(
        id,
        install.bundle(),
        install.version(),
        install.size(),
        install.sha256(),
        signature,
        install.from());
  }
}
