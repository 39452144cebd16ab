package io.edgecoordinator.task;

/**
 * What a worker is started with.
 *
 * @param runtime its language
 * @param heap bytes of its heap, at most
 * @param environments how many there may be in it, those aside that are pinned
 */
record WorkerPlan(TaskRuntime runtime, long heap, int environments) {

  /** Returns the bytes that are set aside for it, whether it takes them or not. */
  long memory() {
    return heap + Footprint.of(runtime).process();
  }
}
