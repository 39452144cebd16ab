package io.edgecoordinator.sqlite;

import io.edgecoordinator.store.Codec;
import io.edgecoordinator.store.DeliveryLog;
import io.edgecoordinator.store.Entry;
import io.edgecoordinator.store.Queueable;
import io.vertx.core.Future;

/** The deliveries to one destination. */
final class SqliteLog<T extends Queueable> implements DeliveryLog<T> {

  final Destination destination;
  final Codec<T> codec;
  private final SqliteStore store;
  private final Extent extent;

  SqliteLog(SqliteStore store, Destination destination, Codec<T> codec) {
    this.store = store;
    this.destination = destination;
    this.codec = codec;
    extent = new Extent(destination.count, destination.bytes);
  }

  @Override
  public Extent extent() {
    return extent;
  }

  @Override
  public long last() {
    return destination.last;
  }

  @Override
  public Entry<T> append(T item, Entry.Owner<T> owner) {
    SqliteEntry<T> entry =
        new SqliteEntry<>(
            this, item, ++destination.last, item.size(), owner, SqliteEntry.State.GATHERED);
    store.append(entry);
    return entry;
  }

  @Override
  public void remove(Entry<T> entry) {
    store.remove((SqliteEntry<T>) entry);
  }

  @Override
  public boolean keep(Entry<T> entry) {
    return store.keep((SqliteEntry<T>) entry);
  }

  @Override
  public Future<Page<T>> read(long after, int most) {
    return store.read(this, after, most);
  }

  @Override
  public void delete() {
    store.delete(destination);
  }
}
