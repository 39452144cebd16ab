package io.edgecoordinator.deployment;

import io.edgecoordinator.store.Codec;
import io.edgecoordinator.store.DeliveryLog;
import io.edgecoordinator.store.DurableMap;
import io.edgecoordinator.store.Queueable;
import io.edgecoordinator.store.Store;
import io.vertx.core.Future;
import java.util.Map;

/** A store that tells of each change of a map before it is written. */
record HaltingStore(Store store, Runnable eachChange) implements Store {

  @Override
  public <T extends Queueable> DeliveryLog<T> deliveries(String destination, Codec<T> codec) {
    return store.deliveries(destination, codec);
  }

  @Override
  public <T> DurableMap<T> map(String name, Codec<T> codec) {
    DurableMap<T> map = store.map(name, codec);
    return new DurableMap<>() {
      @Override
      public void put(String key, T value) {
        map.put(key, value);
        eachChange.run();
      }

      @Override
      public void remove(String key) {
        map.remove(key);
        eachChange.run();
      }

      @Override
      public Future<Map<String, T>> load() {
        return map.load();
      }

      @Override
      public Future<Map<String, T>> load(String prefix) {
        return map.load(prefix);
      }
    };
  }

  @Override
  public void whenSafe(Safe callback) {
    store.whenSafe(callback);
  }

  @Override
  public Hold hold() {
    return store.hold();
  }
}
