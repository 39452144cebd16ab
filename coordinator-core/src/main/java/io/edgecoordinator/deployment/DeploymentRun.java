package io.edgecoordinator.deployment;

import static io.edgecoordinator.deployment.DeploymentState.ACTIVATING;
import static io.edgecoordinator.deployment.DeploymentState.CANCELLED;
import static io.edgecoordinator.deployment.DeploymentState.DOWNLOADING;
import static io.edgecoordinator.deployment.DeploymentState.FAILED;
import static io.edgecoordinator.deployment.DeploymentState.HEALTHY;
import static io.edgecoordinator.deployment.DeploymentState.ROLLED_BACK;
import static io.edgecoordinator.deployment.DeploymentState.STAGING;
import static io.edgecoordinator.deployment.DeploymentState.VERIFYING;

import io.edgecoordinator.bundle.Bundle;
import io.edgecoordinator.bundle.BundleException;
import io.edgecoordinator.bundle.Health;
import io.edgecoordinator.bundle.Signed;
import io.edgecoordinator.bundle.Staging;
import io.edgecoordinator.config.Configuration;
import io.edgecoordinator.deployment.DesiredDeployment.Install;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One deployment on its way from where it is to its end. Each step has a bound in time, and each
 * state is on disk before the next step begins. Belongs to the event loop.
 */
final class DeploymentRun {

  private static final Logger log = LoggerFactory.getLogger(DeploymentRun.class);

  private final Workbench bench;
  private final DeploymentParts parts;
  private final DeploymentLimits limits;
  private final Configuration.Deployments settings;
  private final DeploymentRecords records;
  private final BundleDepot depot;
  private final Verification verification;
  private final BooleanSupplier linkIsUp;
  private final Vertx vertx;
  private final Install install;

  /** Fails when somebody wants the end of it. */
  private final Promise<Void> wanted = Promise.promise();

  private Deployment deployment;
  private @Nullable Signed signed;
  private @Nullable Fetching fetching;
  private @Nullable Staging staging;
  private @Nullable HealthWatch watch;
  private Health health = Health.DEFAULT;
  private boolean abandoned;

  /**
   * Creates it; {@link #run} begins.
   *
   * @param deployment how far it has come
   * @param linkIsUp whether blocks could come
   */
  DeploymentRun(Deployment deployment, Workbench bench, BooleanSupplier linkIsUp) {
    this.deployment = deployment;
    this.bench = bench;
    this.parts = bench.parts();
    this.limits = bench.limits();
    this.settings = bench.settings();
    this.records = bench.records();
    this.depot = bench.depot();
    this.verification = new Verification(parts.trusted());
    this.linkIsUp = linkIsUp;
    this.vertx = parts.loop().owner();
    this.install = Objects.requireNonNull(deployment.install());
  }

  String id() {
    return deployment.id();
  }

  /** Returns how much of the bundle has come, in percent. */
  int percent() {
    return switch (deployment.state()) {
      case QUEUED -> 0;
      case DOWNLOADING -> fetching == null ? 0 : fetching.percent();
      case FAILED, CANCELLED -> fetching == null ? 0 : fetching.percent();
      case VERIFYING, STAGING, ACTIVATING, HEALTHY, ROLLED_BACK -> 100;
    };
  }

  /** Goes from where it is to the end; completes when that is on disk. Never fails. */
  Future<Void> run() {
    Future<Void> prepared = deployment.state() == ACTIVATING ? Future.succeededFuture() : prepare();
    return prepared.compose(_ -> hold()).recover(this::end);
  }

  /** Has it end. Says whether there was anything to end. */
  void cancel(String reason) {
    wanted.tryFail(StepFailedException.cancelled(reason));
  }

  /** Leaves everything as it is: the coordinator stops. */
  void abandon() {
    abandoned = true;
    release();
  }

  private Future<Void> prepare() {
    return Future.succeededFuture()
        .compose(_ -> checkAnnouncement())
        .compose(_ -> advance(DOWNLOADING))
        .compose(_ -> fetch())
        .compose(_ -> advance(VERIFYING))
        .compose(_ -> verify())
        .compose(bundle -> advance(STAGING).map(bundle))
        .compose(this::stage)
        .compose(_ -> askTasks(System.nanoTime() + settings.patience().toNanos()))
        .compose(_ -> activate());
  }

  /** Goes into a state, unless a run before the last start was there already. */
  private Future<Void> advance(DeploymentState next) {
    if (abandoned) {
      return Future.future(_ -> {}); // it goes on after the next start
    }
    if (wanted.future().failed()) {
      return wanted.future();
    }
    if (!deployment.state().mayBecome(next)) {
      return Future.succeededFuture();
    }
    deployment = deployment.become(next, "", parts.clock().instant());
    return records.put(deployment);
  }

  private Future<Void> checkAnnouncement() {
    if (install.size() > limits.archiveBytes()) {
      throw new StepFailedException(
          "the archive has %d bytes, %d MiB are allowed"
              .formatted(install.size(), limits.archiveBytes() >> 20));
    }
    signed = verification.announced(install, deployment.origin());
    parts
        .bundles()
        .lying(install.bundle())
        .ifPresent(path -> {
          throw new StepFailedException(
              "bundle %s is run from %s (--bundle), which goes first"
                  .formatted(install.bundle(), path));
        });
    return Future.succeededFuture();
  }

  private Future<Void> fetch() {
    Path archive = depot.archive(install.sha256());
    Future<Boolean> there =
        depot.blocking(() -> Verification.isIntact(install.size(), install.sha256(), archive));
    return within(limits.verifying(), "to look for the archive", there)
        .compose(isThere -> {
          if (isThere) {
            return Future.succeededFuture();
          }
          if (deployment.origin() == Deployment.Origin.LOCAL) {
            throw new StepFailedException("the archive is not on disk any more");
          }
          Future<Void> room = depot.requireRoom(install.sha256(), install.size());
          return within(limits.verifying(), "to look for room on disk", room)
              .compose(_ -> download());
        });
  }

  private Future<Void> download() {
    Fetching begun =
        new Fetching(
            vertx,
            parts.downloads(),
            install,
            depot.part(install.sha256()),
            settings.timeout(),
            linkIsUp);
    fetching = begun;
    return unlessCancelled(begun.start());
  }

  private Future<Bundle> verify() {
    Path archive = depot.archive(install.sha256());
    Path part = depot.part(install.sha256());
    Future<Bundle> verified =
        depot.blocking(() -> {
          Path file = Files.exists(part) ? part : archive;
          Bundle bundle = Verification.verify(install, signed, file);
          depot.adopt(file, install.sha256());
          return bundle;
        });
    return within(limits.verifying(), "to check the archive", verified)
        // Or the next download of it would go on from what is wrong.
        .onFailure(_ -> depot.forgetPart(install.sha256()));
  }

  private Future<Void> stage(Bundle bundle) {
    health = bundle.health();
    Staging begun = parts.bundles().stage(install.bundle(), bundle);
    staging = begun;
    return within(limits.staging(), "to load its tasks", begun.ready());
  }

  /** Asks the tasks in force until they agree, or until they were given enough time. */
  private Future<Void> askTasks(long until) {
    long left = until - System.nanoTime();
    if (left <= 0) {
      log.info(
          "deployment {}: its tasks were given {} and are not asked again",
          id(),
          settings.patience());
      return Future.succeededFuture();
    }
    Future<Boolean> asked =
        parts
            .safeToUpdate()
            .ask(install.bundle(), install.version())
            .timeout(Math.ceilDiv(left, 1_000_000), TimeUnit.MILLISECONDS)
            .otherwise(true);
    return unlessCancelled(asked)
        .compose(agreed ->
            agreed
                ? Future.succeededFuture()
                : unlessCancelled(
                        vertx.timer(
                            Math.min(limits.askAgain().toNanos(), left) / 1_000_000 + 1,
                            TimeUnit.MILLISECONDS))
                    .compose(_ -> askTasks(until)));
  }

  /** Tasks, table and records change in one turn, and on disk in one commit. */
  private Future<Void> activate() {
    if (abandoned) {
      return Future.future(_ -> {});
    }
    Objects.requireNonNull(staging).activate();
    watch = new HealthWatch(vertx, parts.bundles(), install.bundle(), health);
    records.put(
        DeployedBundle.activated(
            install.bundle(),
            records.bundle(install.bundle()),
            new DeployedVersion(
                install.version(),
                install.sha256(),
                install.size(),
                install.signature(),
                signed == null ? null : signed.signer(),
                id())));
    deployment = deployment.become(ACTIVATING, "", parts.clock().instant());
    return records.put(deployment);
  }

  /** Watches it from when it came into force, or anew from when its tasks are there again. */
  private Future<Void> hold() {
    return (watch == null ? watchAgain() : Future.succeededFuture(watch))
        .compose(begun -> unlessCancelled(begun.held()))
        .compose(_ -> {
          records.put(records.bundle(install.bundle()).orElseThrow().settled(settings.keep()));
          return settle(HEALTHY, "");
        });
  }

  private Future<HealthWatch> watchAgain() {
    Bundle present = inForce();
    return within(limits.staging(), "to load its tasks", parts.bundles().begun())
        .map(_ -> {
          HealthWatch begun =
              new HealthWatch(vertx, parts.bundles(), install.bundle(), present.health());
          watch = begun;
          return begun;
        });
  }

  /** Returns the bundle as it came into force at the start. */
  private Bundle inForce() {
    return parts.bundles().inForce().stream()
        .filter(each -> each.name().equals(install.bundle()))
        .filter(each -> each.version().equals(install.version()))
        .findFirst()
        .orElseThrow(() -> new StepFailedException("it could not be put in force at the start"));
  }

  private Future<Void> end(Throwable failure) {
    if (abandoned) {
      return Future.future(_ -> {}); // it goes on after the next start
    }
    release();
    String reason = reason(failure);
    boolean cancelled = failure instanceof StepFailedException step && step.isCancelled();
    if (deployment.state() != ACTIVATING) {
      return settle(cancelled ? CANCELLED : FAILED, reason);
    }
    return new Restoration(bench)
        .run(install.bundle(), note -> settle(cancelled ? CANCELLED : ROLLED_BACK, reason + note));
  }

  private String reason(Throwable failure) {
    return switch (failure) {
      case StepFailedException known -> known.reason();
      case BundleException faulty -> String.valueOf(faulty.getMessage());
      default -> {
        log.error("deployment {} failed", id(), failure);
        yield "this should not happen; the coordinator's log says more: " + failure;
      }
    };
  }

  private Future<Void> settle(DeploymentState state, String reason) {
    deployment = deployment.become(state, reason, parts.clock().instant());
    return records.put(deployment);
  }

  /** Lets go what a step left behind. */
  private void release() {
    if (fetching != null) {
      fetching.stop();
    }
    if (staging != null) {
      staging.discard();
    }
    if (watch != null) {
      watch.stop();
    }
  }

  private <T> Future<T> within(Duration bound, String what, Future<T> step) {
    return unlessCancelled(
        step.timeout(bound.toMillis(), TimeUnit.MILLISECONDS)
            .recover(failure ->
                Future.failedFuture(
                    failure instanceof TimeoutException
                        ? new StepFailedException(
                            "it took longer than %d s %s".formatted(bound.toSeconds(), what))
                        : failure)));
  }

  private <T> Future<T> unlessCancelled(Future<T> step) {
    Promise<T> first = Promise.promise();
    step.onComplete(first::tryComplete, first::tryFail);
    wanted.future().onFailure(first::tryFail);
    return first.future();
  }
}
