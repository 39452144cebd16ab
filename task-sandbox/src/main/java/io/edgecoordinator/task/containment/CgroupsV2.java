package io.edgecoordinator.task.containment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Version 2: one tree. A group that gives controllers to others may have no processes itself, so a
 * coordinator alone in a group that was delegated to it moves into one of its own.
 */
final class CgroupsV2 implements Cgroups {

  private static final long PERIOD_MICROS = 100_000;
  private static final List<String> CONTROLLERS = List.of("memory", "cpu", "pids");
  private static final String SELF = "coordinator";

  private final CgroupFolder parent;

  private CgroupsV2(CgroupFolder parent) {
    this.parent = parent;
  }

  /**
   * Makes a group for the workers of this coordinator.
   *
   * @param own the group this process is in
   * @param isRoot whether that is the root of the box's groups, which may have processes
   * @throws IOException if it may not, with the reason
   */
  static CgroupsV2 in(CgroupFolder own, boolean isRoot) throws IOException {
    long self = ProcessHandle.current().pid();
    CgroupFolder above = own;
    if (!isRoot) {
      if (own.path().endsWith(SELF)) {
        // systemd's DelegateSubgroup, or we were here before.
        above = new CgroupFolder(own.path().resolve("..").normalize());
      } else {
        String processes = Files.readString(own.path().resolve("cgroup.procs")).trim();
        if (!processes.equals(Long.toString(self))) {
          throw new IOException(own.path() + " is not delegated: other processes are in it");
        }
        own.child(SELF).create().write("cgroup.procs", Long.toString(self));
      }
    }
    above.removeLeftOver();
    handDown(above);
    CgroupFolder parent = above.child(PREFIX + self).create();
    handDown(parent);
    return new CgroupsV2(parent);
  }

  private static void handDown(CgroupFolder group) throws IOException {
    for (String controller : CONTROLLERS) {
      group.write("cgroup.subtree_control", "+" + controller);
    }
  }

  @Override
  public Group open(String worker, CellLimits limits) throws IOException {
    CgroupFolder group = parent.child(worker).create();
    group.write("memory.max", Long.toString(limits.memory()));
    group.writeIfThere("memory.swap.max", "0");
    group.writeIfThere("memory.oom.group", "1");
    group.write("cpu.max", PERIOD_MICROS * limits.processor() / 100 + " " + PERIOD_MICROS);
    group.write("pids.max", Integer.toString(limits.threads()));
    return new WorkerGroup(group, limits);
  }

  @Override
  public List<Measure> measures() {
    return List.of(
        Measure.inForce("memory", "cgroup v2"),
        Measure.inForce("processor", "cgroup v2"),
        Measure.inForce("threads", "cgroup v2"));
  }

  @Override
  public void close() {
    parent.remove();
  }

  private record WorkerGroup(CgroupFolder folder, CellLimits limits) implements Group {

    @Override
    public List<Path> doors() {
      return List.of(folder.path().resolve("cgroup.procs"));
    }

    @Override
    public Optional<String> broken() {
      return folder.counter("memory.events", "oom_kill") > 0
          ? Optional.of("memory: it reached " + limits.memory() + " bytes")
          : Optional.empty();
    }

    @Override
    public void remove() {
      folder.remove();
    }
  }
}
