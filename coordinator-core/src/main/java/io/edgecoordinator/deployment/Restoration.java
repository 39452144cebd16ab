package io.edgecoordinator.deployment;

import io.edgecoordinator.bundle.Bundle;
import io.edgecoordinator.bundle.Staging;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the version back that was in force before the present one: the latest that can be read,
 * even if its tasks can't be loaded in time. If none can be read, the bundle goes. Belongs to the
 * event loop.
 */
final class Restoration {

  private static final Logger log = LoggerFactory.getLogger(Restoration.class);

  private final DeploymentParts parts;
  private final DeploymentLimits limits;
  private final DeploymentRecords records;
  private final BundleDepot depot;

  Restoration(Workbench bench) {
    this.parts = bench.parts();
    this.limits = bench.limits();
    this.records = bench.records();
    this.depot = bench.depot();
  }

  /**
   * Restores a bundle.
   *
   * @param settle records, in the same turn, what becomes of the deployment; given what is to be
   *     added to the reason
   */
  Future<Void> run(String bundle, Function<String, Future<Void>> settle) {
    DeployedBundle present = records.bundle(bundle).orElseThrow();
    return tryVersion(present, 1, settle);
  }

  private Future<Void> tryVersion(
      DeployedBundle present, int index, Function<String, Future<Void>> settle) {
    boolean isGone = index >= present.versions().size();
    return (isGone ? Future.<@Nullable Bundle>succeededFuture() : read(present, index))
        .compose(bundle -> prepare(present.name(), bundle))
        .compose(
            staging -> {
              staging.activate();
              return settle.apply(isGone ? goneWith(present) : isBack(present, index));
            },
            failure -> {
              if (isGone) {
                return Future.failedFuture(failure);
              }
              log.error(
                  "{} {} can't come back",
                  present.name(),
                  present.versions().get(index).version(),
                  failure);
              return tryVersion(present, index + 1, settle);
            });
  }

  private Future<@Nullable Bundle> read(DeployedBundle present, int index) {
    DeployedVersion version = present.versions().get(index);
    return depot
        .blocking(() -> Verification.read(present.name(), version, depot.archive(version.sha256())))
        .timeout(limits.verifying().toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Prepares it; what is not loaded in time is put in force nevertheless. */
  private Future<Staging> prepare(String name, @Nullable Bundle bundle) {
    Staging staging = parts.bundles().stage(name, bundle);
    return staging
        .ready()
        .timeout(limits.restoring().toMillis(), TimeUnit.MILLISECONDS)
        .map(staging)
        .recover(failure -> {
          if (staging.isActivatable()) {
            log.error("not all of {} is loaded, it comes back nevertheless", name, failure);
            return Future.succeededFuture(staging);
          }
          staging.discard();
          return Future.failedFuture(failure);
        });
  }

  private String isBack(DeployedBundle present, int index) {
    records.put(present.back(index));
    return "; %s is back".formatted(present.versions().get(index).version());
  }

  private String goneWith(DeployedBundle present) {
    records.removeBundle(present.name());
    return "; there is no former version, so the bundle is gone";
  }
}
