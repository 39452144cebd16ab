package io.edgecoordinator.task.wire;

/** What the exit status of a worker's process says, where it says something. */
public final class ExitStatus {

  /** Its heap is full. */
  public static final int OUT_OF_MEMORY = 3;

  /** A training in which guest code was interpreted although it should be compiled. */
  public static final int INTERPRETED = 4;

  private ExitStatus() {}
}
