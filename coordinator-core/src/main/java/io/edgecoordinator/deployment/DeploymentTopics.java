package io.edgecoordinator.deployment;

/**
 * The topics of one box by which deployments come and are told of. Immutable.
 *
 * @param prefix what they begin with, such as {@code coordinators/box-1/}
 */
public record DeploymentTopics(String prefix) {

  /** What is desired, as a {@link DesiredDeployment}; retained, to the box. */
  public String desired() {
    return prefix + "deployments/desired";
  }

  /** What became of it, as a {@link DeploymentReport}; retained, from the box. */
  public String status() {
    return prefix + "deployments/status";
  }

  /** Whether the box is connected, {@code true} or {@code false}; retained, and the box's will. */
  public String connected() {
    return prefix + "connected";
  }

  /** Where the box asks for blocks of a bundle, as a {@link BlockRequest}. */
  public String request(String sha256) {
    return prefix + "bundles/" + sha256 + "/get";
  }

  /** Where a block comes: its bytes. */
  public String block(String sha256, long offset) {
    return prefix + "bundles/" + sha256 + "/block/" + offset;
  }

  /** All blocks of a bundle, as a filter. */
  public String blocks(String sha256) {
    return prefix + "bundles/" + sha256 + "/block/+";
  }
}
