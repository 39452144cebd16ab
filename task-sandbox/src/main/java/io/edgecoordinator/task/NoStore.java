package io.edgecoordinator.task;

import io.edgecoordinator.store.Codec;
import io.edgecoordinator.store.DeliveryLog;
import io.edgecoordinator.store.DurableMap;
import io.edgecoordinator.store.Queueable;
import io.edgecoordinator.store.Store;

/** Stands in where nothing survives; nobody keeps anything in it. */
final class NoStore implements Store {

  static final Store INSTANCE = new NoStore();

  private NoStore() {}

  @Override
  public <T extends Queueable> DeliveryLog<T> deliveries(String destination, Codec<T> codec) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> DurableMap<T> map(String name, Codec<T> codec) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void whenSafe(Safe callback) {
    callback.settled(null);
  }

  @Override
  public Hold hold() {
    return () -> {};
  }
}
