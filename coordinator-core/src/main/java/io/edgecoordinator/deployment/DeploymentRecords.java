package io.edgecoordinator.deployment;

import io.edgecoordinator.store.DurableMap;
import io.edgecoordinator.store.Store;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is remembered of deployments and of deployed bundles. What changes in one turn is written as
 * one. Others see a deployment's state when it is on disk, not before. Belongs to the event loop.
 */
final class DeploymentRecords {

  /** Deployments that are remembered. */
  static final int KEPT = 50;

  /** How often it is asked whether a change is on disk that could not be written, in ms. */
  private static final long AGAIN_MILLIS = 1_000;

  private static final Logger log = LoggerFactory.getLogger(DeploymentRecords.class);

  private final Context loop;
  private final Store store;
  private final DurableMap<Deployment> deploymentMap;
  private final DurableMap<DeployedBundle> bundleMap;
  private final Map<String, Deployment> deployments = new TreeMap<>();
  private final Map<String, Deployment> safe = new TreeMap<>();
  private final Map<String, DeployedBundle> bundles = new TreeMap<>();
  private final List<Consumer<Deployment>> listeners = new ArrayList<>();
  private boolean closed;

  DeploymentRecords(Context loop, Store store) {
    this.loop = loop;
    this.store = store;
    this.deploymentMap = store.map("deployments", Deployment.CODEC);
    this.bundleMap = store.map("bundles", DeployedBundle.CODEC);
  }

  /** Reads what was remembered before the start. */
  Future<Void> load() {
    return deploymentMap
        .load()
        .compose(found -> {
          deployments.putAll(found);
          safe.putAll(found);
          return bundleMap.load();
        })
        .onSuccess(bundles::putAll)
        .mapEmpty();
  }

  /** Has a listener told of each state when it is on disk. */
  void listen(Consumer<Deployment> listener) {
    listeners.add(listener);
  }

  /**
   * Remembers a deployment, together with all that was changed in this turn.
   *
   * @return completes when that is on disk; never, if the coordinator ends before
   */
  Future<Void> put(Deployment deployment) {
    deployments.put(deployment.id(), deployment);
    deploymentMap.put(deployment.id(), deployment);
    prune();
    Promise<Void> written = Promise.promise();
    await(() -> {
      safe.put(deployment.id(), deployment);
      safe.keySet().retainAll(deployments.keySet());
      listeners.forEach(each -> each.accept(deployment));
      written.complete();
    });
    return written.future();
  }

  /** Completes when all that was put so far is on disk. */
  Future<Void> settled() {
    Promise<Void> written = Promise.promise();
    await(written::complete);
    return written.future();
  }

  private void await(Runnable whenSafe) {
    store.whenSafe(failure -> {
      if (failure == null) {
        whenSafe.run();
      } else if (!closed) {
        // The store writes it as soon as there is room.
        log.warn("what became of a deployment can't be written: {}", failure);
        loop.owner().setTimer(AGAIN_MILLIS, _ -> await(whenSafe));
      }
    });
  }

  /** Forgets the oldest, but not what is under way, nor what upstream wants. */
  private void prune() {
    long newestWanted =
        deployments.values().stream()
            .filter(each -> each.origin() == Deployment.Origin.UPSTREAM)
            .mapToLong(Deployment::number)
            .max()
            .orElse(0);
    List<Deployment> old =
        latestFirst(deployments).stream()
            .skip(KEPT)
            .filter(each -> each.state().isTerminal() && each.number() != newestWanted)
            .toList();
    for (Deployment each : old) {
      deployments.remove(each.id());
      deploymentMap.remove(each.id());
    }
  }

  /** Sets what is in force of a bundle, to be written with the next deployment that is put. */
  void put(DeployedBundle bundle) {
    bundles.put(bundle.name(), bundle);
    bundleMap.put(bundle.name(), bundle);
  }

  /** Forgets a bundle that is not in force any more, together with the next deployment. */
  void removeBundle(String name) {
    bundles.remove(name);
    bundleMap.remove(name);
  }

  Optional<DeployedBundle> bundle(String name) {
    return Optional.ofNullable(bundles.get(name));
  }

  /** Returns the deployed bundles, by name. */
  List<DeployedBundle> bundles() {
    return List.copyOf(bundles.values());
  }

  /** Returns a deployment as it is, on disk or not yet. */
  @Nullable Deployment get(String id) {
    return deployments.get(id);
  }

  /** Returns all as they are, on disk or not yet, latest first. */
  List<Deployment> all() {
    return latestFirst(deployments);
  }

  /** Returns a deployment as it is on disk. */
  Optional<Deployment> safe(String id) {
    return Optional.ofNullable(safe.get(id));
  }

  /** Returns all as they are on disk, latest first. */
  List<Deployment> safe() {
    return latestFirst(safe);
  }

  private static List<Deployment> latestFirst(Map<String, Deployment> some) {
    return some.values().stream()
        .sorted(Comparator.comparingLong(Deployment::number).reversed())
        .toList();
  }

  /** Returns the number of the next deployment. */
  long nextNumber() {
    return deployments.values().stream().mapToLong(Deployment::number).max().orElse(0) + 1;
  }

  void close() {
    closed = true;
  }
}
