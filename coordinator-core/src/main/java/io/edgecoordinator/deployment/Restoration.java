package io.edgecoordinator.deployment;

import io.edgecoordinator.bundle.Replacement;
import io.edgecoordinator.bundle.Staging;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
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

  Restoration(
      DeploymentParts parts,
      DeploymentLimits limits,
      DeploymentRecords records,
      BundleDepot depot) {
    this.parts = parts;
    this.limits = limits;
    this.records = records;
    this.depot = depot;
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
    List<DeployedVersion> versions = present.versions();
    boolean isGone = index >= versions.size();
    Replacement replacement =
        isGone
            ? Replacement.none(present.name())
            : replacement(present.name(), versions.get(index));
    Staging staging = parts.bundles().stage(replacement);
    return staging
        .ready()
        .timeout(limits.restoring().toMillis(), TimeUnit.MILLISECONDS)
        .<Void>mapEmpty()
        .recover(failure -> {
          if (staging.isActivatable()) {
            log.error("{}: not all is loaded, it comes back nevertheless", present.name(), failure);
            return Future.succeededFuture();
          }
          return Future.failedFuture(failure);
        })
        .compose(
            _ -> {
              staging.activate();
              if (isGone) {
                records.removeBundle(present.name());
                return settle.apply("; there is no former version, so the bundle is gone");
              }
              records.put(present.back(index));
              return settle.apply("; %s is back".formatted(versions.get(index).version()));
            },
            failure -> {
              staging.discard();
              if (isGone) {
                return Future.failedFuture(failure);
              }
              log.error(
                  "{} {} can't come back", present.name(), versions.get(index).version(), failure);
              return tryVersion(present, index + 1, settle);
            });
  }

  private Replacement replacement(String name, DeployedVersion version) {
    return new Replacement(name, depot.archive(version.sha256()), version.signer());
  }
}
