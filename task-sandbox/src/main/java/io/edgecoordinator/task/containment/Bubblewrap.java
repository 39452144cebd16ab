package io.edgecoordinator.task.containment;

import io.edgecoordinator.task.lockdown.NamedPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Bubblewrap: namespaces, and a file tree with nothing in it but what the worker's command names,
 * its JDK and the system's libraries, read-only.
 */
record Bubblewrap() implements Wrapper {

  private static final List<String> NAMESPACES =
      List.of(
          "--unshare-user",
          "--unshare-pid",
          "--unshare-net",
          "--unshare-ipc",
          "--unshare-uts",
          "--unshare-cgroup-try",
          "--hostname",
          "worker",
          "--new-session",
          "--die-with-parent",
          // Its end is the worker's end, and there is one process less.
          "--as-pid-1",
          "--cap-drop",
          "ALL");

  /** Symbolic links on many systems. */
  private static final List<Path> LIBRARIES =
      List.of(Path.of("/usr/lib"), Path.of("/usr/lib64"), Path.of("/lib"), Path.of("/lib64"));

  private static final List<String> MORE =
      List.of(
          "/etc/ld.so.cache", "/etc/localtime", "/usr/share/zoneinfo", "/sys/devices/system/cpu");

  private static final List<String> DEVICES = List.of("/dev/null", "/dev/random", "/dev/urandom");

  /** Bytes of the folder for temporary files, which are memory. */
  private static final int TEMPORARY = 64 << 20;

  @Override
  public String name() {
    return "bubblewrap";
  }

  @Override
  public List<String> around(List<String> command) {
    List<String> all = new ArrayList<>();
    all.add(Wrapper.find("bwrap"));
    all.addAll(NAMESPACES);
    Set<Path> bound = new LinkedHashSet<>();
    for (Path folder : LIBRARIES) {
      library(folder, all, bound);
    }
    MORE.forEach(path -> all.addAll(List.of("--ro-bind-try", path, path)));
    DEVICES.forEach(device -> all.addAll(List.of("--dev-bind-try", device, device)));
    all.addAll(List.of("--proc", "/proc", "--size", Integer.toString(TEMPORARY)));
    all.addAll(List.of("--tmpfs", "/tmp", "--setenv", "HOME", "/tmp", "--chdir", "/tmp"));
    for (Path path : readable(command)) {
      if (bound.stream().noneMatch(path::startsWith)) {
        bound.add(path);
        all.addAll(List.of("--ro-bind", path.toString(), path.toString()));
      }
    }
    all.addAll(List.of("--remount-ro", "/", "--"));
    all.addAll(command);
    return all;
  }

  private static void library(Path folder, List<String> arguments, Set<Path> bound) {
    if (Files.isSymbolicLink(folder)) {
      try {
        String target = Files.readSymbolicLink(folder).toString();
        arguments.addAll(List.of("--symlink", target, folder.toString()));
      } catch (IOException unreadable) {
        // Then the worker won't find it either, and starting one shows it.
        return;
      }
    } else if (Files.isDirectory(folder)) {
      bound.add(folder);
      arguments.addAll(List.of("--ro-bind", folder.toString(), folder.toString()));
    }
  }

  /** Returns what a command needs, folders before what is in them. */
  private static List<Path> readable(List<String> command) {
    Set<Path> readable = new LinkedHashSet<>();
    try {
      Path home = Path.of(command.getFirst()).toRealPath().resolve("../..").normalize();
      readable.addAll(NamedPaths.ofJdk(home));
    } catch (IOException notThere) {
      // Starting it will say so.
    }
    readable.addAll(NamedPaths.in(command.subList(1, command.size())));
    String installation = System.getProperty("coordinator.home");
    if (installation != null && Files.isDirectory(Path.of(installation))) {
      readable.add(Path.of(installation));
    }
    return readable.stream().sorted().toList();
  }

  @Override
  public List<Measure> measures() {
    return List.of(
        Measure.inForce("network namespace", "bubblewrap: no devices"),
        Measure.inForce("process namespace", "bubblewrap"),
        Measure.inForce("user namespace", "bubblewrap: no capabilities"),
        Measure.inForce("ipc namespace", "bubblewrap"),
        Measure.inForce("own file tree", "bubblewrap: read-only, what a worker needs"));
  }
}
