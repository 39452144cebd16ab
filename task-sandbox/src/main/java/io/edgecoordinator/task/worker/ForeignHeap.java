package io.edgecoordinator.task.worker;

/**
 * The heap of a process that is not the worker's alone: whose what in it is can't be told, so that
 * nobody is blamed.
 */
final class ForeignHeap implements HeapLedger.Heap {

  @Override
  public long used() {
    return 0;
  }

  @Override
  public long most() {
    return Long.MAX_VALUE;
  }

  @Override
  public long fullCollections() {
    return 0;
  }

  @Override
  public void collect() {}

  @Override
  public long collectionMillis() {
    return 0;
  }
}
