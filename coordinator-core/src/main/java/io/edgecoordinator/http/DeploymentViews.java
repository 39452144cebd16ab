package io.edgecoordinator.http;

import io.edgecoordinator.bundle.Bundle;
import io.edgecoordinator.deployment.DeployedBundle;
import io.edgecoordinator.deployment.DeployedVersion;
import io.edgecoordinator.deployment.Deployment;
import io.edgecoordinator.deployment.Deployments;
import io.edgecoordinator.deployment.DesiredDeployment.Install;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Deployments and deployed bundles, as JSON shows them. */
final class DeploymentViews {

  private DeploymentViews() {}

  static Map<String, Object> deployment(Deployment deployment, int percent) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("deployment", deployment.id());
    view.put("bundle", deployment.bundle());
    view.put("version", deployment.version());
    view.put("state", deployment.state().toString());
    view.put("reason", deployment.reason());
    view.put("percent", percent);
    view.put("origin", deployment.origin().toString());
    view.put("begun", deployment.begun().toString());
    view.put("changed", deployment.changed().toString());
    view.put(
        "steps",
        deployment.steps().stream()
            .map(step -> Map.of("state", step.state().toString(), "at", step.at().toString()))
            .toList());
    Install install = deployment.install();
    if (install != null) {
      view.put("size", install.size());
      view.put("sha256", install.sha256());
    }
    return view;
  }

  /**
   * Adds where a bundle in force comes from.
   *
   * @param isDeployed or else it is run as it lies there
   */
  static void addTo(
      Map<String, Object> view, Bundle bundle, boolean isDeployed, Deployments deployments) {
    Optional<DeployedBundle> deployed =
        deployments.bundles().stream()
            .filter(each -> each.name().equals(bundle.name()))
            .findFirst();
    if (deployed.isEmpty() || !isDeployed) {
      view.put("origin", bundle.origin().toString());
      return;
    }
    DeployedVersion current = deployed.get().current();
    view.put("origin", "deployment");
    view.put("deployment", current.deployment());
    view.put("signer", current.signer());
    view.put("provisional", deployed.get().provisional());
    view.put("sha256", current.sha256());
    view.put(
        "former",
        deployed.get().versions().stream().skip(1).map(DeployedVersion::version).toList());
  }
}
