package io.edgecoordinator.bundle;

import io.edgecoordinator.flow.Flow;
import io.edgecoordinator.task.BundleFiles;
import io.edgecoordinator.task.TaskDefinition;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tasks and flows that belong together, and the files they are made of. Immutable.
 *
 * @param origin the folder or zip it was read from; of a deployed one its name
 * @param name unique on the box
 * @param version for people
 * @param tasks what it can run
 * @param flows the rows it adds to the table
 * @param localPubSub whether devices may reach each other without a row that says so
 * @param health when a new version of it is taken for good
 * @param files its files in memory
 * @param signer the key it is signed with, as in {@link Signed#signer}; null for one that is run as
 *     it lies there, or that the operator of this box deployed without a signature
 */
public record Bundle(
    Path origin,
    String name,
    String version,
    List<TaskDefinition> tasks,
    List<Flow> flows,
    boolean localPubSub,
    Health health,
    BundleFiles files,
    @Nullable String signer) {

  public Bundle {
    tasks = List.copyOf(tasks);
    flows = List.copyOf(flows);
  }
}
