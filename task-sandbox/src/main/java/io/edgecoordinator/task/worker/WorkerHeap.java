package io.edgecoordinator.task.worker;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.List;

/**
 * The heap of this process. What counts is its old generation: what lives for more than a moment is
 * there, what is too large to be young is there at once, and after a full collection so is all that
 * lives.
 */
final class WorkerHeap implements HeapLedger.Heap {

  private static final String OLD_POOL = "Tenured Gen";
  private static final String FULL_COLLECTOR = "MarkSweepCompact";

  private final MemoryPoolMXBean old;
  private final GarbageCollectorMXBean full;
  private final List<GarbageCollectorMXBean> collectors;

  /**
   * Creates a view of this process's heap.
   *
   * @throws IllegalStateException if the process was not started with the serial collector
   */
  WorkerHeap() {
    collectors = ManagementFactory.getGarbageCollectorMXBeans();
    old =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getName().equals(OLD_POOL))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("the worker needs -XX:+UseSerialGC"));
    full =
        collectors.stream()
            .filter(collector -> collector.getName().equals(FULL_COLLECTOR))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("the worker needs -XX:+UseSerialGC"));
  }

  @Override
  public long used() {
    return old.getUsage().getUsed();
  }

  @Override
  public long most() {
    return old.getUsage().getMax();
  }

  @Override
  public long fullCollections() {
    return full.getCollectionCount();
  }

  @Override
  public void collect() {
    System.gc();
  }

  @Override
  public long collectionMillis() {
    long millis = 0;
    for (GarbageCollectorMXBean collector : collectors) {
      millis += collector.getCollectionTime();
    }
    return millis;
  }
}
