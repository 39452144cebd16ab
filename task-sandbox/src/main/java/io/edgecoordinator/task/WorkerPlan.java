package io.edgecoordinator.task;

/**
 * What a worker is started with.
 *
 * @param runtime its language
 * @param heap bytes of its heap, at most
 */
record WorkerPlan(TaskRuntime runtime, long heap) {

  /** Environments in one worker at most, whatever its heap; pinned ones do not count. */
  private static final int MOST_ENVIRONMENTS = 128;

  /** One part in so many of the heap is for environments that wait for a call. */
  private static final int PARTS_FOR_ENVIRONMENTS = 4;

  /** Returns the bytes that are set aside for it, whether it takes them or not. */
  long memory() {
    return heap + Footprint.of(runtime).process();
  }

  /** Returns how many environments may be in it, those aside that are pinned. */
  int environments() {
    long fitting = heap / PARTS_FOR_ENVIRONMENTS / Footprint.of(runtime).environment();
    return Math.clamp(fitting, 1, MOST_ENVIRONMENTS);
  }
}
