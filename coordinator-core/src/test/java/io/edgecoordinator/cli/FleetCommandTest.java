package io.edgecoordinator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.broker.BrokerProcess;
import io.edgecoordinator.deployment.DeploymentState;
import io.edgecoordinator.fleet.SimulatedBox;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The commands {@code fleet deploy}, {@code status} and {@code cancel}, as they are typed. */
class FleetCommandTest {

  @TempDir private static Path temp;
  private static final Vertx vertx = Vertx.vertx();
  private static BrokerProcess broker;
  private static Path zip;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void start() throws Exception {
    broker = BrokerProcess.start(temp.resolve("broker"));
    Context loop = vertx.getOrCreateContext();
    List<SimulatedBox> boxes = new ArrayList<>();
    for (String id : List.of("good-1", "good-2", "bad-1")) {
      boxes.add(
          new SimulatedBox(
              loop,
              broker.port(),
              id,
              Files.createDirectory(temp.resolve(id)),
              id.startsWith("good") ? DeploymentState.HEALTHY : DeploymentState.ROLLED_BACK));
    }
    loop.runOnContext(_ -> boxes.forEach(SimulatedBox::start));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!boxes.stream().allMatch(SimulatedBox::wasConnected)) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      LockSupport.parkNanos(5_000_000);
    }
    Path bundle = Files.createDirectory(temp.resolve("a"));
    Files.writeString(bundle.resolve("bundle.yaml"), "bundle: a\nversion: 1\n");
    zip = temp.resolve("a.zip");
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    Path keys = temp.resolve("keys");
    Main.run(nowhere, nowhere, "keygen", "--out", keys.toString());
    Main.run(
        nowhere,
        nowhere,
        "pack",
        bundle.toString(),
        "--out",
        zip.toString(),
        "--sign",
        keys.resolve("ops.key").toString());
  }

  @AfterAll
  static void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    broker.close();
  }

  @Test
  void aGoodVersionEndsWithStatusZero() {
    assertThat(run("deploy", zip, "--to", "good-1,good-2", "--canary", "50%")).isZero();
    assertThat(out.toString())
        .contains("a 1 to 2 boxes, 1 of them first", "good-1  healthy", "2 healthy");
  }

  @Test
  void aBadOneIsNamedWithItsReason() {
    assertThat(run("deploy", zip, "--to", "bad-1,good-1", "--canary", "1%", "--json")).isOne();
    JsonNode last = Api.JSON.readTree(out.toString().lines().toList().getLast());
    assertThat(last.path("healthy").asBoolean()).isFalse();
    assertThat(last.path("boxes").path(0).path("state").asString()).isEqualTo("rolled-back");
    assertThat(last.path("boxes").path(0).path("reason").asString()).contains("20%");
    assertThat(last.path("boxes").path(1).path("state").asString()).isEqualTo("not-told");
    assertThat(err.toString()).contains("a 1 is not healthy on 2 of 2 boxes");
  }

  @Test
  void theStatusShowsAllBoxes() {
    assertThat(run("status")).isZero();
    assertThat(out.toString()).contains("good-1", "good-2", "bad-1", "cold-chain 1.3.0", "yes");
  }

  @Test
  void whereNothingIsUnderWayNothingIsCancelled() {
    assertThat(run("cancel", "--to", "good-2", "--deployment", "never", "--wait", "1s", "--json"))
        .isBetween(0, 1);
    assertThat(out.toString()).contains("good-2");
  }

  @Test
  void aBoxThatWasNeverSeenIsAnError() {
    assertThat(run("deploy", zip, "--to", "god-1")).isOne();
    assertThat(err.toString()).contains("no box god-1 was ever connected");
  }

  @Test
  void whatIsNotSignedIsNotSent() throws Exception {
    Path plain = temp.resolve("plain.zip");
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    Main.run(nowhere, nowhere, "pack", temp.resolve("a").toString(), "--out", plain.toString());
    assertThat(run("deploy", plain, "--to", "good-1")).isOne();
    assertThat(err.toString()).contains("there is no signature");
  }

  @Test
  void aBrokerThatIsNotThereIsNamed() {
    assertThat(run("deploy", zip, "--to", "good-1", "--from-url", "http://x/a.zip")).isOne();
    assertThat(err.toString()).contains("must be an https address");
    assertThat(
            Main.run(
                new PrintWriter(out),
                new PrintWriter(err),
                "fleet",
                "status",
                "--broker",
                "http://127.0.0.1"))
        .isOne();
    assertThat(err.toString()).contains("must be mqtt://HOST");
  }

  private int run(String command, Object... arguments) {
    List<String> all =
        new ArrayList<>(List.of("fleet", command, "--broker", "mqtt://127.0.0.1:" + broker.port()));
    for (Object argument : arguments) {
      all.add(argument.toString());
    }
    return Main.run(
        new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new));
  }
}
