package io.edgecoordinator.deployment;

import static io.edgecoordinator.deployment.DeploymentState.ACTIVATING;
import static io.edgecoordinator.deployment.DeploymentState.CANCELLED;
import static io.edgecoordinator.deployment.DeploymentState.FAILED;

import io.edgecoordinator.bundle.Bundle;
import io.edgecoordinator.config.Configuration;
import io.edgecoordinator.deployment.Deployment.Origin;
import io.edgecoordinator.deployment.DesiredDeployment.Install;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * New versions of bundles on this box: takes what is wanted, does one deployment at a time, and
 * knows what became of each. The newest wins: it ends one that is under way. What others are told
 * is on disk.
 *
 * <p>Belongs to the event loop.
 */
public final class Deployments {

  /** How long the files that nobody needs any more may hold up the next deployment. */
  private static final long SWEEP_SECONDS = 30;

  private static final Logger log = LoggerFactory.getLogger(Deployments.class);

  private final DeploymentParts parts;
  private final DeploymentLimits limits;
  private final Configuration.Deployments settings;
  private final InstantSource clock;
  private final DeploymentRecords records;
  private final BundleDepot depot;
  private final Workbench bench;
  private final Map<DeploymentState, Long> ended = new EnumMap<>(DeploymentState.class);
  private BooleanSupplier linkIsUp = () -> false;
  private @Nullable DeploymentRun run;
  private @Nullable Deployment next;
  private String told = "";
  private boolean started;
  private boolean stopped;

  /** Creates the part; {@link #start} puts in force what was deployed before. */
  public Deployments(DeploymentParts parts, Configuration.Deployments settings) {
    this(parts, settings, DeploymentLimits.DEFAULT);
  }

  Deployments(DeploymentParts parts, Configuration.Deployments settings, DeploymentLimits limits) {
    this.parts = parts;
    this.settings = settings;
    this.limits = limits;
    this.clock = parts.clock();
    this.records = new DeploymentRecords(parts.loop(), parts.store());
    this.depot = new BundleDepot(parts.loop(), parts.folder(), limits);
    this.bench = new Workbench(parts, limits, settings, records, depot);
    records.listen(this::seen);
  }

  /**
   * Puts all bundles in force.
   *
   * @return fails if something is wrong with those that are run as they lie there
   */
  public Future<Void> start() {
    return new Recovery(bench)
        .run()
        .onSuccess(_ -> {
          if (told.isEmpty()) {
            told = records.safe().stream().findFirst().map(Deployment::id).orElse("");
          }
        });
  }

  /** Goes on with what was under way when the coordinator ended. To be called once. */
  public void resume() {
    started = true;
    Optional<Deployment> unfinished =
        records.all().stream().filter(each -> !each.state().isTerminal()).findFirst();
    next = unfinished.orElse(null);
    sweep().onComplete(_ -> goOn());
  }

  /** Says how to know whether the link over which bundles come is up. */
  void useLink(BooleanSupplier isUp) {
    linkIsUp = isUp;
  }

  /** Has a listener told of each state when it is on disk. */
  public void listen(Consumer<Deployment> listener) {
    records.listen(listener);
  }

  private void seen(Deployment deployment) {
    if (records.safe(told).map(last -> last.number() <= deployment.number()).orElse(true)) {
      told = deployment.id();
    }
    if (deployment.state().isTerminal()) {
      ended.merge(deployment.state(), 1L, Long::sum);
    }
    if (deployment.reason().isEmpty()) {
      log.info(
          "deployment {} of {} {}: {}",
          deployment.id(),
          deployment.bundle(),
          deployment.version(),
          deployment.state());
    } else {
      log.warn(
          "deployment {} of {} {}: {}, {}",
          deployment.id(),
          deployment.bundle(),
          deployment.version(),
          deployment.state(),
          deployment.reason());
    }
  }

  /**
   * Takes what somebody upstream wants. What is known already is not done again, only told again.
   *
   * @return completes when it is on disk that it is wanted
   */
  Future<Void> desire(DesiredDeployment desired) {
    return switch (desired) {
      case Install install -> install(install, Origin.UPSTREAM).mapEmpty();
      case DesiredDeployment.Cancel(String id) -> cancelOrRemember(id);
    };
  }

  /** Remembers what can't be understood as failed, if it can be told which deployment it was. */
  Future<Void> reject(String id, String why) {
    if (records.get(id) != null) {
      told = id;
      return records.settled();
    }
    return records.put(
        Deployment.queued(id, records.nextNumber(), Origin.UPSTREAM, null, clock.instant())
            .become(FAILED, why, clock.instant()));
  }

  private Future<Deployment> install(Install install, Origin origin) {
    Deployment known = records.get(install.deployment());
    if (known != null) {
      told = known.id();
      return records.settled().map(known);
    }
    Deployment wanted =
        Deployment.queued(
            install.deployment(), records.nextNumber(), origin, install, clock.instant());
    Future<Void> recorded = records.put(wanted);
    supersede(wanted);
    next = wanted;
    return recorded.map(wanted).onSuccess(_ -> goOn());
  }

  private void supersede(Deployment newer) {
    String reason = Recovery.superseded(newer);
    if (next != null) {
      records.put(next.become(CANCELLED, reason, clock.instant()));
      next = null;
    }
    if (run != null) {
      run.cancel(reason);
    }
  }

  private Future<Void> cancelOrRemember(String id) {
    return records.get(id) == null
        ? records.put(
            Deployment.queued(id, records.nextNumber(), Origin.UPSTREAM, null, clock.instant())
                .become(CANCELLED, "its end was asked for before it came", clock.instant()))
        : cancel(id);
  }

  /**
   * Ends a deployment if it has not ended by itself.
   *
   * @return completes when it is known that it is wanted so; its end comes later
   */
  public Future<Void> cancel(String id) {
    told = id;
    if (next != null && next.id().equals(id)) {
      Deployment cancelled = next.become(CANCELLED, "cancelled", clock.instant());
      next = null;
      return records.put(cancelled);
    }
    if (run != null && run.id().equals(id)) {
      run.cancel("cancelled");
    }
    return Future.succeededFuture();
  }

  /**
   * Returns a new file for an archive that comes from this box itself.
   *
   * @param size bytes it will have
   * @return fails with an {@link IllegalStateException} if there is no room for it
   */
  public Future<Path> beginUpload(long size) {
    return depot.requireRoom("", size).map(_ -> depot.beginUpload());
  }

  /** Returns how many bytes an archive may have. */
  public long archiveBytes() {
    return limits.archiveBytes();
  }

  /** Removes the file of an upload if it is still there. */
  public void endUpload(Path file) {
    depot.endUpload(file);
  }

  /**
   * Deploys an archive that is on disk.
   *
   * @param file from {@link #beginUpload}
   * @return the deployment when it is on disk that it is wanted; fails with a {@link
   *     io.edgecoordinator.bundle.BundleException} if something is wrong with the archive
   */
  public Future<Deployment> deploy(Path file) {
    String id = LocalIds.next("local", clock);
    return depot
        .blocking(() -> LocalArchive.adopt(id, file, depot))
        .compose(install -> install(install, Origin.LOCAL));
  }

  /**
   * Deploys the former version of a bundle again.
   *
   * @return fails with an {@link IllegalStateException} if none is kept
   */
  public Future<Deployment> rollback(String name) {
    Optional<DeployedBundle> deployed = records.bundle(name);
    if (deployed.isEmpty()) {
      return Future.failedFuture(new IllegalStateException("no bundle " + name + " was deployed"));
    }
    return deployed
        .get()
        .former()
        .map(version ->
            install(
                new Install(
                    LocalIds.next("rollback", clock),
                    name,
                    version.version(),
                    version.size(),
                    version.sha256(),
                    version.signature(),
                    DesiredDeployment.MQTT),
                Origin.LOCAL))
        .orElseGet(() ->
            Future.failedFuture(
                new IllegalStateException("no former version of " + name + " is kept")));
  }

  private void goOn() {
    if (run != null || next == null || !started || stopped) {
      return;
    }
    DeploymentRun begun = new DeploymentRun(next, bench, linkIsUp);
    next = null;
    run = begun;
    begun
        .run()
        .onFailure(failure -> log.error("deployment {} came to no end", begun.id(), failure))
        .eventually(this::sweep)
        .onComplete(_ -> {
          run = null;
          goOn();
        });
  }

  /** Removes the files that no version and no deployment needs. */
  private Future<Void> sweep() {
    Set<String> wanted = new HashSet<>();
    for (DeployedBundle bundle : records.bundles()) {
      bundle.versions().forEach(version -> wanted.add(version.sha256()));
    }
    for (Deployment each : records.all()) {
      if (!each.state().isTerminal() && each.install() != null) {
        wanted.add(each.install().sha256());
      }
    }
    return depot
        .sweep(wanted)
        .timeout(SWEEP_SECONDS, TimeUnit.SECONDS)
        .onFailure(failure -> log.warn("files nobody needs stay on disk: {}", failure.toString()))
        .otherwiseEmpty();
  }

  /** Returns all that are remembered, latest first. */
  public List<Deployment> all() {
    return records.safe();
  }

  /** Returns one of them. */
  public Optional<Deployment> find(String id) {
    return records.safe(id);
  }

  /** Returns how much of its bundle has come, in percent. */
  public int percent(Deployment deployment) {
    if (run != null && run.id().equals(deployment.id())) {
      return run.percent();
    }
    return switch (deployment.state()) {
      case HEALTHY, ROLLED_BACK -> 100;
      default -> 0;
    };
  }

  /** Returns the bundles that were deployed, by name. */
  public List<DeployedBundle> bundles() {
    return records.bundles();
  }

  /** Returns how many ended in which state since the start. */
  public Map<DeploymentState, Long> ended() {
    return Map.copyOf(ended);
  }

  /** Returns how the box does. */
  public DeploymentReport report() {
    Map<String, String> versions = new TreeMap<>();
    Set<String> deployed = new HashSet<>();
    records.bundles().forEach(bundle -> deployed.add(bundle.name()));
    for (Bundle bundle : parts.bundles().inForce()) {
      if (deployed.contains(bundle.name())) {
        versions.put(bundle.name(), bundle.version());
      }
    }
    return new DeploymentReport(
        records.safe(told).map(each -> each.progress(percent(each))).orElse(null),
        parts.bundles().history().stream().findFirst().map(each -> each.number()).orElse(0L),
        versions,
        settings.groups(),
        clock.instant());
  }

  /** Leaves what is under way as it is, to go on with after the next start. */
  public void stop() {
    stopped = true;
    if (run != null) {
      run.abandon();
    }
    for (Deployment each : records.all()) {
      if (each.state() == ACTIVATING) {
        records.put(each.interrupted(each.crashes(), true)); // it was stopped, it did not crash
      }
    }
    records.close();
    depot.close();
  }
}
