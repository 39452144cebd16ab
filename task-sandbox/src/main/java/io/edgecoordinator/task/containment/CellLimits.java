package io.edgecoordinator.task.containment;

/**
 * What a worker may use where the box has cgroups for it.
 *
 * @param memory bytes of all its memory, not of its heap alone; at least 1 MiB
 * @param processor percent of one processor, so 200 is two of them; at least 1
 * @param threads most threads and processes at a time; a JVM begins with some 20
 */
public record CellLimits(long memory, int processor, int threads) {

  /** Checks the ranges. */
  public CellLimits {
    if (memory < 1 << 20 || processor < 1 || threads < 1) {
      throw new IllegalArgumentException(
          "limits of a cell: " + memory + " bytes, " + processor + " %, " + threads + " threads");
    }
  }
}
