package io.edgecoordinator.bundle;

import io.edgecoordinator.document.Fault;
import io.edgecoordinator.task.TaskFault;
import java.util.List;

/** What workers say of tasks they cannot load, as faults of the files people wrote. */
public final class TaskFaults {

  private TaskFaults() {}

  /** Returns the faults, with the files named as they are reached from here. */
  public static List<Fault> inBundles(List<TaskFault> faults, List<Bundle> bundles) {
    return faults.stream().map(fault -> inBundle(fault, bundles)).sorted().distinct().toList();
  }

  private static Fault inBundle(TaskFault fault, List<Bundle> bundles) {
    String file =
        bundles.stream()
            .filter(bundle -> has(bundle, fault.task()))
            .map(bundle -> BundleLoader.shown(bundle.origin(), fault.file()))
            .findFirst()
            .orElse(fault.file());
    return new Fault(
        file, fault.line(), fault.column(), "task %s: %s".formatted(fault.task(), fault.message()));
  }

  private static boolean has(Bundle bundle, String task) {
    return bundle.tasks().stream().anyMatch(definition -> definition.name().equals(task));
  }
}
