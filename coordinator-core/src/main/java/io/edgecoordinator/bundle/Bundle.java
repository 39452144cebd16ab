package io.edgecoordinator.bundle;

import io.edgecoordinator.flow.Flow;
import io.edgecoordinator.task.BundleFiles;
import io.edgecoordinator.task.TaskDefinition;
import java.nio.file.Path;
import java.util.List;

/**
 * Tasks and flows that belong together, and the files they are made of. Immutable.
 *
 * @param origin the folder or zip it was read from; of a deployed one its name
 * @param isDeployed whether it was deployed, or else is run as it lies there
 * @param name unique on the box
 * @param version for people
 * @param tasks what it can run
 * @param flows the rows it adds to the table
 * @param localPubSub whether devices may reach each other without a row that says so
 * @param health when a new version of it is taken for good
 * @param files its files in memory
 */
public record Bundle(
    Path origin,
    boolean isDeployed,
    String name,
    String version,
    List<TaskDefinition> tasks,
    List<Flow> flows,
    boolean localPubSub,
    Health health,
    BundleFiles files) {

  public Bundle {
    tasks = List.copyOf(tasks);
    flows = List.copyOf(flows);
  }
}
