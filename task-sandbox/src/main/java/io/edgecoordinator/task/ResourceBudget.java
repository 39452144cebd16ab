package io.edgecoordinator.task;

import java.util.Set;

/**
 * What all workers together may take of the box.
 *
 * @param workers worker processes at a time, spares aside; at least 1
 * @param memory bytes of memory of all of them, spares included; at least 128 MiB
 * @param allowInProcess names of the tasks that may run in the coordinator's own process
 */
public record ResourceBudget(int workers, long memory, Set<String> allowInProcess) {

  /** Bytes below which not even one worker runs well. */
  public static final long LEAST_MEMORY = 128L << 20;

  /** What holds where the configuration says nothing. */
  public static final ResourceBudget DEFAULT = new ResourceBudget(2, 512L << 20, Set.of());

  public ResourceBudget {
    if (workers < 1) {
      throw new IllegalArgumentException("there must be at least 1 worker");
    }
    if (memory < LEAST_MEMORY) {
      throw new IllegalArgumentException("memory must be at least 128MiB");
    }
    allowInProcess = Set.copyOf(allowInProcess);
  }
}
