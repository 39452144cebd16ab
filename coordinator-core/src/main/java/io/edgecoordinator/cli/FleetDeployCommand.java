package io.edgecoordinator.cli;

import io.edgecoordinator.bundle.UntrustedException;
import io.edgecoordinator.deployment.DesiredDeployment;
import io.edgecoordinator.fleet.BlockServer;
import io.edgecoordinator.fleet.BoxProgress;
import io.edgecoordinator.fleet.FleetArchive;
import io.edgecoordinator.fleet.FleetDeployment;
import io.edgecoordinator.fleet.FleetLink;
import io.edgecoordinator.fleet.Rollout;
import io.edgecoordinator.fleet.Roster;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Deploys a bundle to many boxes, canaries first. */
@Command(
    name = "deploy",
    mixinStandardHelpOptions = true,
    description = {
      "Deploys a packed and signed bundle to boxes, and waits until each has it and does well or",
      "does not. Serves the bundle to them meanwhile. The exit status is 0 only if all do well."
    })
final class FleetDeployCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "What `coordinator pack --sign` has made.")
  private Path file = Path.of("");

  @Mixin private final BrokerOptions broker = new BrokerOptions();
  @Mixin private final TargetOptions targets = new TargetOptions();
  @Mixin private final JsonOption json = new JsonOption();

  @Option(
      names = "--canary",
      paramLabel = "SHARE",
      converter = PercentConverter.class,
      description = {
        "So many percent of the boxes, and one at least, are told first. The others are told when",
        "all of these are healthy, and never if one is not."
      })
  private @Nullable Double canary;

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      defaultValue = "10m",
      description =
          "So long the canaries may take, and then the others (default: ${DEFAULT-VALUE}).")
  private Duration wait = Duration.ofMinutes(10);

  @Option(
      names = "--from-url",
      paramLabel = "URL",
      description = "An https address where the boxes find the same file, instead of here.")
  private @Nullable String url;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    FleetArchive archive = archive();
    DesiredDeployment.Install desired = desired(archive);
    try (FleetLink link = broker.connect()) {
      Roster roster = broker.roster(link);
      List<String> boxes = targets.among(link, roster);
      Rollout rollout =
          new Rollout(
              desired.deployment(),
              boxes,
              canary == null ? 0 : Rollout.canaries(canary, boxes.size()),
              wait);
      run(link, roster, rollout, desired, archive, new FleetView(out, json.wanted(), desired));
      List<BoxProgress> left =
          rollout.boxes().stream().filter(box -> box.step() != BoxProgress.Step.HEALTHY).toList();
      if (!left.isEmpty()) {
        throw new Failure(
            "%s %s is not healthy on %d of %d boxes, see above"
                .formatted(desired.bundle(), desired.version(), left.size(), boxes.size()));
      }
    }
    return 0;
  }

  private void run(
      FleetLink link,
      Roster roster,
      Rollout rollout,
      DesiredDeployment.Install desired,
      FleetArchive archive,
      FleetView view) {
    Thread interrupted = new Thread(() -> view.interrupted(rollout), "interrupted");
    Runtime.getRuntime().addShutdownHook(interrupted);
    link.begin(
            () -> {
              if (url == null) {
                new BlockServer(
                        link.upstream(),
                        broker.topics(),
                        archive.sha256(),
                        archive.content(),
                        System::nanoTime)
                    .start();
              }
              FleetDeployment deployment =
                  new FleetDeployment(
                      link.vertx(),
                      link.upstream(),
                      broker.topics(),
                      roster,
                      rollout,
                      desired,
                      Clock.systemUTC());
              deployment.listen(box -> view.changed(box, rollout));
              view.begin(rollout);
              return deployment.start();
            })
        .join();
    try {
      Runtime.getRuntime().removeShutdownHook(interrupted);
    } catch (IllegalStateException endingAlready) {
      // It says what is unfinished.
    }
    view.end(rollout);
  }

  private FleetArchive archive() {
    try {
      return FleetArchive.read(file);
    } catch (IOException | UntrustedException unusable) {
      throw new Failure(file + ": " + unusable.getMessage());
    }
  }

  private DesiredDeployment.Install desired(FleetArchive archive) {
    String time =
        DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")
            .withZone(ZoneOffset.UTC)
            .format(Clock.systemUTC().instant());
    String random = HexFormat.of().toHexDigits((short) ThreadLocalRandom.current().nextInt());
    try {
      return archive.desired(
          "fleet-" + time + "-" + random, url == null ? DesiredDeployment.MQTT : url);
    } catch (IllegalArgumentException wrong) {
      throw new Failure("--from-url " + url + ": must be an https address");
    }
  }
}
