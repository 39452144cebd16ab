package io.edgecoordinator.task.containment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Control groups, in which the kernel bounds what a worker uses. Its methods read and write files
 * of the kernel, so they do not belong on the event loop.
 */
sealed interface Cgroups permits CgroupsV1, CgroupsV2, NoCgroups {

  /** Begins the name of the group that a coordinator makes; its process id follows. */
  String PREFIX = "coordinator-";

  /** The group of one worker. */
  interface Group {

    /** Returns the files into which a process writes its id to be in the group. */
    List<Path> doors();

    /** Returns which limit the kernel has ended a process for, if it did. */
    Optional<String> broken();

    /** Removes the group; its processes must be gone. */
    void remove();
  }

  /** Makes a group. */
  Group open(String worker, CellLimits limits) throws IOException;

  /** Returns what it bounds. */
  List<Measure> measures();

  /** Removes what this coordinator has made. */
  void close();
}
