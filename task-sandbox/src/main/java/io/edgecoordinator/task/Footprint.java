package io.edgecoordinator.task;

/**
 * What workers of a language take, as measured; what the budget is planned with.
 *
 * @param process bytes a worker takes beside its heap
 * @param room bytes that the kernel lets it take beyond what is planned, for a while: files it has
 *     read count, and so does what the JVM's own compiler works in
 * @param engine bytes of heap that the language itself holds
 * @param environment bytes of heap of a small environment
 * @param leastHeap bytes of heap below which a shared worker is of no use
 */
record Footprint(long process, long room, long engine, long environment, long leastHeap) {

  private static final long KIB = 1L << 10;
  private static final long MIB = 1L << 20;

  static Footprint of(TaskRuntime runtime) {
    return switch (runtime) {
      case JS -> new Footprint(72 * MIB, 160 * MIB, 24 * MIB, 100 * KIB, 96 * MIB);
      case PYTHON -> new Footprint(140 * MIB, 320 * MIB, 64 * MIB, 4 * MIB, 128 * MIB);
      case WASM -> new Footprint(72 * MIB, 160 * MIB, 24 * MIB, 512 * KIB, 96 * MIB);
    };
  }
}
