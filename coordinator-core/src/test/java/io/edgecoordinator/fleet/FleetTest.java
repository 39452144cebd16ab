package io.edgecoordinator.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.broker.BrokerProcess;
import io.edgecoordinator.bundle.BundleStatement;
import io.edgecoordinator.config.Configuration;
import io.edgecoordinator.deployment.DeploymentState;
import io.edgecoordinator.deployment.DesiredDeployment;
import io.edgecoordinator.deployment.DesiredDeployment.Install;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many boxes at one independent broker. How many is the system property {@code fleet.boxes}; 20 if
 * it is not set.
 */
class FleetTest {

  private static final int BOXES = Integer.getInteger("fleet.boxes", 20);
  private static final FleetTopics TOPICS = new FleetTopics("coordinators/");
  private static final Duration WAIT = Duration.ofSeconds(60);

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Context loop = vertx.getOrCreateContext();
  private final List<SimulatedBox> boxes = new ArrayList<>();
  @TempDir private Path folder;
  private BrokerProcess broker;
  private FleetLink operator;
  private FleetArchive archive;

  @BeforeEach
  void start() throws Exception {
    broker = BrokerProcess.start(folder.resolve("broker"));
    byte[] content = new byte[100_000];
    new Random(1).nextBytes(content);
    String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    archive =
        new FleetArchive(
            new BundleStatement("cold-chain", "1.4.0", "0".repeat(64)), "a.b.c", sha256, content);
    operator =
        FleetLink.open(
            new Configuration.Upstream(
                "broker",
                URI.create("mqtt://127.0.0.1:" + broker.port()),
                "operator",
                null,
                null,
                null,
                "",
                false,
                1,
                List.of()),
            Duration.ofSeconds(30));
  }

  @AfterEach
  void stop() throws Exception {
    operator.close();
    get(Future.join(boxes.stream().map(SimulatedBox::stop).toList()));
    get(vertx.close());
    broker.close();
  }

  @Test
  void aGoodVersionReachesAll() throws Exception {
    connect(box -> DeploymentState.HEALTHY);
    Rollout rollout = deploy(5);
    assertThat(rollout.isSuccess()).isTrue();
    assertThat(rollout.boxes())
        .hasSize(BOXES)
        .allMatch(box -> box.state() == DeploymentState.HEALTHY);
    assertThat(boxes).allMatch(box -> box.told() == 1);
  }

  @Test
  void aCanaryThatFailsStopsTheRest() throws Exception {
    connect(box -> box == 1 ? DeploymentState.ROLLED_BACK : DeploymentState.HEALTHY);
    Rollout rollout = deploy(10);
    assertThat(rollout.phase()).isEqualTo(Rollout.Phase.STOPPED);
    int canaries = Rollout.canaries(10, BOXES);
    assertThat(rollout.boxes().stream().filter(box -> box.step() == BoxProgress.Step.NOT_TOLD))
        .hasSize(BOXES - canaries);
    assertThat(rollout.box("box-1").reason()).isEqualTo("20% of calls failed");
    Roster after = roster();
    assertThat(operator.get(after::boxes).stream().filter(box -> box.desired() != null))
        .hasSize(canaries);
    assertThat(boxes.stream().mapToInt(box -> box.told()).sum()).isEqualTo(canaries);
  }

  @Test
  void whatIsUnderWayIsCancelled() throws Exception {
    connect(box -> DeploymentState.HEALTHY);
    Roster roster = roster();
    List<String> ids = operator.get(roster::boxes).stream().map(BoxView::id).toList();
    Rollout rollout = new Rollout("d-1", ids, 0, WAIT);
    var _ = operator.begin(() -> deployment(roster, rollout).start());
    await(() -> boxes.stream().allMatch(box -> box.told() == 1));
    Roster fresh = roster();
    Cancellation cancellation =
        operator.get(() -> new Cancellation(operator.vertx(), operator.upstream(), TOPICS, fresh));
    operator
        .begin(() -> cancellation.start(ids, null, WAIT))
        .get(WAIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(operator.get(cancellation::results))
        .hasSize(BOXES)
        .allMatch(result -> result.done() && result.deployment().equals("d-1"));
    Roster after = roster();
    assertThat(operator.get(after::boxes))
        .allMatch(box -> box.report().last().state() == DeploymentState.CANCELLED);
  }

  private interface Script {
    DeploymentState end(int box);
  }

  private void connect(Script script) throws Exception {
    for (int i = 0; i < BOXES; i++) {
      Path own = Files.createDirectories(folder.resolve("box-" + i));
      SimulatedBox box = new SimulatedBox(loop, broker.port(), "box-" + i, own, script.end(i));
      boxes.add(box);
      loop.runOnContext(_ -> box.start());
    }
    await(() -> boxes.stream().allMatch(box -> box.wasConnected()));
  }

  private Rollout deploy(double canary) throws Exception {
    long began = System.nanoTime();
    Roster roster = roster();
    List<String> ids = operator.get(() -> new Targets(List.of(), "hall").among(roster));
    assertThat(ids).hasSize(BOXES);
    Rollout rollout = new Rollout("d-1", ids, Rollout.canaries(canary, BOXES), WAIT);
    BlockServer server =
        operator.get(() ->
            new BlockServer(
                operator.upstream(),
                TOPICS,
                archive.sha256(),
                archive.content(),
                System::nanoTime));
    operator.get(() -> {
      server.start();
      return null;
    });
    operator
        .begin(() -> deployment(roster, rollout).start())
        .get(3 * WAIT.toSeconds(), TimeUnit.SECONDS);
    System.out.printf(
        "%d boxes, %s in %.1f s, %d blocks served%n",
        BOXES, rollout.phase(), (System.nanoTime() - began) / 1e9, server.counters().answered());
    return rollout;
  }

  private FleetDeployment deployment(Roster roster, Rollout rollout) {
    Install desired = archive.desired("d-1", DesiredDeployment.MQTT);
    return new FleetDeployment(
        operator.vertx(), operator.upstream(), TOPICS, roster, rollout, desired, Clock.systemUTC());
  }

  private Roster roster() {
    Roster roster = operator.get(() -> new Roster(operator.vertx(), operator.upstream(), TOPICS));
    operator.begin(roster::gather).join();
    return roster;
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + WAIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("it did not become so within " + WAIT);
      }
      LockSupport.parkNanos(5_000_000);
    }
  }

  private static void get(Future<?> future) throws Exception {
    future.toCompletionStage().toCompletableFuture().get(WAIT.toSeconds(), TimeUnit.SECONDS);
  }
}
