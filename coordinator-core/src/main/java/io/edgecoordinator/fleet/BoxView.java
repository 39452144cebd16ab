package io.edgecoordinator.fleet;

import io.edgecoordinator.deployment.DeploymentReport;
import io.edgecoordinator.deployment.DesiredDeployment;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a box from what the broker keeps. Immutable.
 *
 * @param connected whether it is there; null if it has never told
 * @param report what it last told, or null
 * @param desired what somebody last wanted of it, or null
 * @param trouble what of it can't be understood; empty if all can
 */
public record BoxView(
    String id,
    @Nullable Boolean connected,
    @Nullable DeploymentReport report,
    @Nullable DesiredDeployment desired,
    String trouble) {

  static BoxView unknown(String id) {
    return new BoxView(id, null, null, null, "");
  }

  /** Says whether the box itself has ever told something. */
  public boolean hasBeenSeen() {
    return connected != null || report != null;
  }

  /** Says whether it is there. */
  public boolean isConnected() {
    return Boolean.TRUE.equals(connected);
  }

  /** Says whether it is in a group. */
  public boolean isIn(String group) {
    return report != null && report.groups().contains(group);
  }

  BoxView withConnected(boolean now) {
    return new BoxView(id, now, report, desired, trouble);
  }

  BoxView withReport(DeploymentReport now) {
    return new BoxView(id, connected, now, desired, "");
  }

  BoxView withDesired(@Nullable DesiredDeployment now) {
    return new BoxView(id, connected, report, now, trouble);
  }

  BoxView withTrouble(String now) {
    return new BoxView(id, connected, report, desired, now);
  }
}
