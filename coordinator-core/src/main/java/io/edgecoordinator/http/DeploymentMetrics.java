package io.edgecoordinator.http;

import io.edgecoordinator.deployment.Deployment;
import io.edgecoordinator.deployment.DeploymentState;
import io.edgecoordinator.deployment.Deployments;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What is counted of deployments. */
public final class DeploymentMetrics implements Consumer<MetricsPage> {

  private final Deployments deployments;

  /** Creates the source. */
  public DeploymentMetrics(Deployments deployments) {
    this.deployments = deployments;
  }

  @Override
  public void accept(MetricsPage page) {
    Map<DeploymentState, Long> ended = deployments.ended();
    for (DeploymentState state : DeploymentState.values()) {
      if (state.isTerminal()) {
        page.counter(
            "deployments",
            "Deployments that ended since the start.",
            ended.getOrDefault(state, 0L),
            "state",
            state.toString());
      }
    }
    List<Deployment> underWay =
        deployments.all().stream().filter(each -> !each.state().isTerminal()).toList();
    for (DeploymentState state : DeploymentState.values()) {
      if (!state.isTerminal()) {
        page.gauge(
            "deployments_under_way",
            "Deployments that have not ended.",
            underWay.stream().filter(each -> each.state() == state).count(),
            "state",
            state.toString());
      }
    }
    page.gauge("bundles_deployed", "Bundles that were deployed.", deployments.bundles().size())
        .gauge(
            "bundles_provisional",
            "Bundles whose version in force is still watched.",
            deployments.bundles().stream().filter(each -> each.provisional()).count());
  }
}
