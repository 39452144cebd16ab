package io.edgecoordinator.deployment;

import io.edgecoordinator.config.Configuration;

/** What the steps of deployments work with. */
record Workbench(
    DeploymentParts parts,
    DeploymentLimits limits,
    Configuration.Deployments settings,
    DeploymentRecords records,
    BundleDepot depot) {}
