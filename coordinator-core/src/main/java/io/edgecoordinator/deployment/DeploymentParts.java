package io.edgecoordinator.deployment;

import io.edgecoordinator.bundle.Bundles;
import io.edgecoordinator.bundle.TrustedKeys;
import io.edgecoordinator.store.Store;
import io.vertx.core.Context;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * The parts of a coordinator that deployments need.
 *
 * @param folder where the archives of deployed bundles are
 */
public record DeploymentParts(
    Context loop,
    Store store,
    Path folder,
    Bundles bundles,
    TrustedKeys trusted,
    Downloads downloads,
    SafeToUpdate safeToUpdate,
    InstantSource clock) {}
