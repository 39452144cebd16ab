package io.edgecoordinator.fleet;

import io.edgecoordinator.deployment.DeploymentTopics;
import org.jspecify.annotations.Nullable;

/**
 * The topics of all boxes together. Immutable.
 *
 * @param prefix what those of all boxes begin with, such as {@code coordinators/}
 */
public record FleetTopics(String prefix) {

  /** Returns the topics of a box. */
  DeploymentTopics of(String box) {
    return new DeploymentTopics(prefix + box + "/");
  }

  /** Returns the topics of all boxes, as filters. */
  DeploymentTopics all() {
    return of("+");
  }

  /** Returns whose topic it is, or null if it is nobody's. */
  @Nullable String box(String topic) {
    int end = topic.startsWith(prefix) ? topic.indexOf('/', prefix.length()) : -1;
    return end <= prefix.length() ? null : topic.substring(prefix.length(), end);
  }
}
