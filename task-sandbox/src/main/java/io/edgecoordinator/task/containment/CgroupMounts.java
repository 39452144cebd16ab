package io.edgecoordinator.task.containment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where the kernel shows its control groups, and which this process is in. */
final class CgroupMounts {

  private static final String VERSION_2 = "";

  /** A hierarchy: what is mounted where, and from which of its groups on. */
  private record Mount(List<String> controllers, String root, Path point) {}

  private record Membership(List<String> controllers, String group) {}

  private final List<Mount> mounts = new ArrayList<>();
  private final List<Membership> memberships = new ArrayList<>();

  private CgroupMounts() {}

  /** Reads what is there now. */
  static CgroupMounts read() throws IOException {
    return of(
        Files.readAllLines(Path.of("/proc/self/mountinfo")),
        Files.readAllLines(Path.of("/proc/self/cgroup")));
  }

  /** Understands the lines of {@code /proc/self/mountinfo} and {@code /proc/self/cgroup}. */
  static CgroupMounts of(List<String> mountLines, List<String> cgroupLines) {
    CgroupMounts read = new CgroupMounts();
    for (String line : mountLines) {
      List<String> words = List.of(line.split(" ", -1));
      int divider = words.indexOf("-");
      if (divider < 0 || divider + 3 >= words.size()) {
        continue;
      }
      String root = words.get(3);
      Path point = Path.of(words.get(4));
      switch (words.get(divider + 1)) {
        case "cgroup" ->
            read.mounts.add(new Mount(List.of(words.get(divider + 3).split(",", -1)), root, point));
        case "cgroup2" -> read.mounts.add(new Mount(List.of(VERSION_2), root, point));
        default -> {}
      }
    }
    for (String line : cgroupLines) {
      List<String> parts = List.of(line.split(":", 3));
      if (parts.size() == 3) {
        read.memberships.add(new Membership(List.of(parts.get(1).split(",", -1)), parts.get(2)));
      }
    }
    return read;
  }

  /** Returns the group of version 1 this process is in, with a controller. */
  Optional<CgroupFolder> ownGroup(String controller) {
    return memberships.stream()
        .filter(membership -> membership.controllers().contains(controller))
        .findFirst()
        .flatMap(membership -> folder(controller, membership.group()));
  }

  /** Returns the group of version 2 this process is in. */
  Optional<CgroupFolder> ownGroup() {
    return ownGroup(VERSION_2);
  }

  /** Returns whether this process is in the first of all groups of version 2. */
  boolean isInRoot() {
    return ownGroup().filter(own -> !Files.exists(own.path().resolve("cgroup.type"))).isPresent();
  }

  private Optional<CgroupFolder> folder(String controller, String group) {
    return mounts.stream()
        .filter(mount -> mount.controllers().contains(controller))
        .findFirst()
        .map(mount -> new CgroupFolder(inside(mount, group)))
        .filter(folder -> Files.isDirectory(folder.path()));
  }

  /** In a container the mount may begin at the container's own group. */
  private static Path inside(Mount mount, String group) {
    Path root = Path.of(mount.root());
    Path path = Path.of(group);
    return path.startsWith(root) ? mount.point().resolve(root.relativize(path)) : mount.point();
  }
}
