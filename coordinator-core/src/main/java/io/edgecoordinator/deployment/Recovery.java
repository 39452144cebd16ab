package io.edgecoordinator.deployment;

import static io.edgecoordinator.deployment.DeploymentState.ACTIVATING;
import static io.edgecoordinator.deployment.DeploymentState.CANCELLED;
import static io.edgecoordinator.deployment.DeploymentState.ROLLED_BACK;

import io.edgecoordinator.bundle.Bundle;
import io.edgecoordinator.bundle.BundleException;
import io.edgecoordinator.document.Fault;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to deployments and deployed bundles at the start, whatever moment the coordinator
 * ended at. Belongs to the event loop.
 */
final class Recovery {

  /** Ends of the coordinator that a version survives while it is watched. */
  private static final int FORGIVEN_CRASHES = 1;

  private static final Logger log = LoggerFactory.getLogger(Recovery.class);

  private final DeploymentParts parts;
  private final DeploymentRecords records;
  private final BundleDepot depot;

  /**
   * What a bundle's archives gave.
   *
   * @param index of the version that could be read
   * @param bundle null if none could
   * @param fault why the version in force could not be read; null if it could
   */
  private record Found(
      DeployedBundle deployed, int index, @Nullable Bundle bundle, @Nullable String fault) {}

  Recovery(Workbench bench) {
    this.parts = bench.parts();
    this.records = bench.records();
    this.depot = bench.depot();
  }

  /** Reads the records, decides what is in force, and puts it in force. */
  Future<Void> run() {
    return depot
        .open()
        .compose(_ -> records.load())
        .compose(_ -> settleOldOnes())
        .compose(_ -> readAll(records.bundles()))
        .compose(this::begin);
  }

  /** Only the latest goes on; one that was watched when the coordinator died goes on twice. */
  private Future<Void> settleOldOnes() {
    List<Future<Void>> written = new ArrayList<>();
    @Nullable Deployment newer = null;
    for (Deployment each : records.all()) {
      if (each.state().isTerminal()) {
        continue;
      }
      if (each.state() == ACTIVATING) {
        written.add(interrupted(each, newer));
      } else if (newer != null) {
        written.add(end(each, CANCELLED, superseded(newer)));
      }
      newer = newer == null ? each : newer;
    }
    return Future.all(written).mapEmpty();
  }

  private Future<Void> interrupted(Deployment each, @Nullable Deployment newer) {
    int crashes = each.crashes() + (each.paused() ? 0 : 1);
    if (newer != null) {
      backToFormer(each.bundle());
      return end(each, CANCELLED, superseded(newer));
    }
    if (crashes > FORGIVEN_CRASHES) {
      backToFormer(each.bundle());
      return end(
          each,
          ROLLED_BACK,
          "the coordinator ended %d times while it was watched".formatted(crashes));
    }
    return records.put(each.interrupted(crashes, false));
  }

  static String superseded(Deployment newer) {
    return "superseded by " + newer.id();
  }

  private void backToFormer(String name) {
    Optional<DeployedBundle> present = records.bundle(name);
    if (present.isPresent() && present.get().versions().size() > 1) {
      records.put(present.get().back(1));
    } else {
      records.removeBundle(name);
    }
  }

  private Future<Void> end(Deployment each, DeploymentState state, String reason) {
    log.warn("deployment {} is {}: {}", each.id(), state, reason);
    return records.put(each.become(state, reason, parts.clock().instant()));
  }

  private Future<List<Found>> readAll(List<DeployedBundle> deployed) {
    return depot.blocking(() -> deployed.stream().map(this::read).toList());
  }

  private Found read(DeployedBundle deployed) {
    @Nullable String fault = null;
    for (int index = 0; index < deployed.versions().size(); index++) {
      DeployedVersion version = deployed.versions().get(index);
      try {
        return new Found(
            deployed,
            index,
            Verification.read(deployed.name(), version, depot.archive(version.sha256())),
            fault);
      } catch (IOException | BundleException unreadable) {
        fault =
            fault == null
                ? "%s can't be used: %s".formatted(version.version(), unreadable.getMessage())
                : fault;
        log.error("bundle {} {} can't be used", deployed.name(), version.version(), unreadable);
      }
    }
    return new Found(deployed, 0, null, fault);
  }

  private Future<Void> begin(List<Found> found) {
    List<Bundle> bundles = new ArrayList<>();
    Map<String, Fault> faults = new LinkedHashMap<>();
    List<Future<Void>> written = new ArrayList<>();
    for (Found each : found) {
      String name = each.deployed().name();
      if (each.bundle() != null) {
        bundles.add(each.bundle());
      }
      if (each.fault() != null) {
        String instead =
            each.bundle() == null
                ? "it is not in force"
                : "%s is in force in its place".formatted(each.bundle().version());
        faults.put(name, new Fault(name, 0, 0, each.fault() + "; " + instead));
        written.addAll(fallBack(each));
      }
    }
    return Future.all(written).compose(_ -> parts.bundles().start(bundles, faults));
  }

  /** Has the records say what is in force; where nothing is, they stay for the next start. */
  private List<Future<Void>> fallBack(Found found) {
    Deployment watched = records.get(found.deployed().current().deployment());
    if (found.bundle() != null) {
      records.put(found.deployed().back(found.index()));
    }
    return watched != null && watched.state() == ACTIVATING
        ? List.of(end(watched, ROLLED_BACK, String.valueOf(found.fault())))
        : List.of();
  }
}
