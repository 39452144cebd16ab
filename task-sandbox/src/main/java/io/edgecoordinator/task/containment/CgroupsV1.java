package io.edgecoordinator.task.containment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Version 1: a tree of groups for each controller, of which a box may have some and others not. */
final class CgroupsV1 implements Cgroups {

  private static final long PERIOD_MICROS = 100_000;

  enum Controller {
    MEMORY("memory"),
    CPU("processor"),
    PIDS("threads");

    private final String bounds;

    Controller(String bounds) {
      this.bounds = bounds;
    }

    String folder() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Map<Controller, CgroupFolder> groups = new EnumMap<>(Controller.class);
  private final Map<Controller, String> missing = new EnumMap<>(Controller.class);

  /** Makes a group for this coordinator with each controller that it may use. */
  CgroupsV1(CgroupMounts mounts) {
    for (Controller controller : Controller.values()) {
      Optional<CgroupFolder> own = mounts.ownGroup(controller.folder());
      if (own.isEmpty()) {
        missing.put(controller, "there is no cgroup controller " + controller.folder());
        continue;
      }
      own.get().removeLeftOver();
      try {
        CgroupFolder group = own.get().child(PREFIX + ProcessHandle.current().pid());
        groups.put(controller, group.create());
      } catch (IOException refused) {
        missing.put(controller, "no group may be made in " + own.get().path());
      }
    }
  }

  @Override
  public Group open(String worker, CellLimits limits) throws IOException {
    Map<Controller, CgroupFolder> own = new EnumMap<>(Controller.class);
    for (Map.Entry<Controller, CgroupFolder> entry : groups.entrySet()) {
      CgroupFolder group = entry.getValue().child(worker).create();
      own.put(entry.getKey(), group);
      limit(entry.getKey(), group, limits);
    }
    return new WorkerGroup(own, limits);
  }

  private static void limit(Controller controller, CgroupFolder group, CellLimits limits)
      throws IOException {
    switch (controller) {
      case MEMORY -> {
        group.write("memory.limit_in_bytes", Long.toString(limits.memory()));
        // Memory and swap together. Kernels without swap accounting have no such file.
        group.writeIfThere("memory.memsw.limit_in_bytes", Long.toString(limits.memory()));
      }
      case CPU -> {
        group.write("cpu.cfs_period_us", Long.toString(PERIOD_MICROS));
        group.write("cpu.cfs_quota_us", Long.toString(PERIOD_MICROS * limits.processor() / 100));
      }
      case PIDS -> group.write("pids.max", Integer.toString(limits.threads()));
    }
  }

  @Override
  public List<Measure> measures() {
    List<Measure> measures = new ArrayList<>();
    for (Controller controller : Controller.values()) {
      String why = missing.get(controller);
      measures.add(
          why == null
              ? Measure.inForce(controller.bounds, "cgroup v1")
              : Measure.missing(controller.bounds, why));
    }
    return measures;
  }

  @Override
  public void close() {
    groups.values().forEach(CgroupFolder::remove);
  }

  private record WorkerGroup(Map<Controller, CgroupFolder> folders, CellLimits limits)
      implements Group {

    @Override
    public List<Path> doors() {
      return folders.values().stream().map(group -> group.path().resolve("cgroup.procs")).toList();
    }

    @Override
    public Optional<String> broken() {
      CgroupFolder memory = folders.get(Controller.MEMORY);
      return memory != null && memory.counter("memory.oom_control", "oom_kill") > 0
          ? Optional.of("memory: it reached " + limits.memory() + " bytes")
          : Optional.empty();
    }

    @Override
    public void remove() {
      folders.values().forEach(CgroupFolder::remove);
    }
  }
}
