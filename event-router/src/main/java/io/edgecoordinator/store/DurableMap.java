package io.edgecoordinator.store;

import io.vertx.core.Future;
import java.util.Map;

/**
 * Small values by name, for state that changes now and then. Changes are part of the open commit of
 * the {@link Store}.
 *
 * @param <T> the kind of value; a value must not change once it was put
 */
public interface DurableMap<T> {

  /** Sets the value under a key. */
  void put(String key, T value);

  /** Takes the value under a key away, if there is one. */
  void remove(String key);

  /** Reads all that is on disk, in no particular order. */
  Future<Map<String, T>> load();

  /** Reads what is on disk under the keys that begin with a text, in no particular order. */
  Future<Map<String, T>> load(String prefix);
}
