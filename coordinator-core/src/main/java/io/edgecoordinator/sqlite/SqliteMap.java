package io.edgecoordinator.sqlite;

import io.edgecoordinator.store.Codec;
import io.edgecoordinator.store.DurableMap;
import io.vertx.core.Future;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Small values of one kind. */
final class SqliteMap<T> implements DurableMap<T> {

  private final SqliteStore store;
  private final String name;
  private final Codec<T> codec;

  SqliteMap(SqliteStore store, String name, Codec<T> codec) {
    this.store = store;
    this.name = name;
    this.codec = codec;
  }

  @Override
  public void put(String key, T value) {
    change(key, value);
  }

  @Override
  public void remove(String key) {
    change(key, null);
  }

  private void change(String key, @Nullable T value) {
    store.change(new Commit.Key(name, key), new Commit.Change<>(codec, value));
  }

  @Override
  public Future<Map<String, T>> load() {
    return load("");
  }

  @Override
  public Future<Map<String, T>> load(String prefix) {
    return store.load(name, prefix, codec);
  }
}
