package io.edgecoordinator.task;

import io.edgecoordinator.store.Codec;
import io.edgecoordinator.store.DeliveryLog;
import io.edgecoordinator.store.DurableMap;
import io.edgecoordinator.store.Entry;
import io.edgecoordinator.store.Queueable;
import io.edgecoordinator.store.RecordInput;
import io.edgecoordinator.store.RecordOutput;
import io.edgecoordinator.store.Store;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * A store whose disk is in memory, and which can crash. Commits are written one turn of the event
 * loop after their first change; what is not written is lost in a crash.
 */
final class MemoryStore implements Store {

  /** What survives a crash: records by destination and number. May be read from any thread. */
  static final class Disk {
    private final Map<String, NavigableMap<Long, byte[]>> logs = new ConcurrentHashMap<>();
    private final Map<String, Long> lastSequences = new HashMap<>();

    private NavigableMap<Long, byte[]> log(String destination) {
      return logs.computeIfAbsent(destination, _ -> new ConcurrentSkipListMap<>());
    }

    /** Returns how many deliveries to a destination there are. */
    int count(String destination) {
      return log(destination).size();
    }
  }

  private final Context loop;
  private final Disk disk;
  private Commit open = new Commit();
  private boolean scheduled;
  private boolean frozen;
  private boolean crashed;

  /** Changes that reach the disk together. */
  private static final class Commit {
    private final Map<Entry<?>, Runnable> written = new LinkedHashMap<>();
    private final List<Runnable> changes = new ArrayList<>();
    private final List<Safe> waiting = new ArrayList<>();
  }

  MemoryStore(Context loop, Disk disk) {
    this.loop = loop;
    this.disk = disk;
  }

  /** Writes nothing until {@link #thaw}. */
  void freeze() {
    loop.runOnContext(_ -> frozen = true);
  }

  void thaw() {
    loop.runOnContext(_ -> {
      frozen = false;
      schedule();
    });
  }

  /** Writes nothing any more, and tells nobody. */
  void crash() {
    crashed = true;
  }

  private void schedule() {
    if (!scheduled) {
      scheduled = true;
      loop.runOnContext(_ -> write());
    }
  }

  private void write() {
    scheduled = false;
    if (frozen || crashed) {
      return;
    }
    Commit commit = open;
    open = new Commit();
    commit.changes.forEach(Runnable::run);
    loop.runOnContext(_ -> {
      if (!crashed) {
        commit.written.values().forEach(Runnable::run);
        commit.waiting.forEach(each -> each.settled(null));
      }
    });
  }

  @Override
  public <T extends Queueable> DeliveryLog<T> deliveries(String destination, Codec<T> codec) {
    return new Log<>(destination, codec);
  }

  @Override
  public <T> DurableMap<T> map(String name, Codec<T> codec) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void whenSafe(Safe callback) {
    open.waiting.add(callback);
    schedule();
  }

  @Override
  public Hold hold() {
    return () -> {};
  }

  private final class Log<T extends Queueable> implements DeliveryLog<T> {
    private final String destination;
    private final Codec<T> codec;
    private final NavigableMap<Long, byte[]> records;

    Log(String destination, Codec<T> codec) {
      this.destination = destination;
      this.codec = codec;
      this.records = disk.log(destination);
    }

    @Override
    public Extent extent() {
      return new Extent(
          records.size(), records.values().stream().mapToLong(record -> read(record).size()).sum());
    }

    @Override
    public long last() {
      return disk.lastSequences.getOrDefault(destination, 0L);
    }

    @Override
    public Entry<T> append(T item, Entry.Owner<T> owner) {
      long sequence = disk.lastSequences.merge(destination, 1L, Long::sum);
      Entry<T> entry = new Entry<>(item, sequence);
      open.written.put(entry, () -> owner.written(entry));
      Commit commit = open;
      open.changes.add(() -> {
        if (commit.written.containsKey(entry)) {
          records.put(sequence, record(item));
        }
      });
      schedule();
      return entry;
    }

    @Override
    public void remove(Entry<T> entry) {
      if (open.written.remove(entry) == null) {
        open.changes.add(() -> records.remove(entry.sequence()));
        schedule();
      }
    }

    @Override
    public Future<Page<T>> read(long after, int most) {
      List<Entry<T>> page = new ArrayList<>();
      records.tailMap(after, false).entrySet().stream()
          .limit(most)
          .forEach(each -> page.add(new Entry<>(read(each.getValue()), each.getKey())));
      long upTo = page.isEmpty() ? after : page.getLast().sequence();
      Promise<Page<T>> read = Promise.promise();
      loop.runOnContext(_ -> read.complete(new Page<>(page, upTo, 0, 0)));
      return read.future();
    }

    @Override
    public void delete() {
      open.changes.add(records::clear);
      schedule();
    }

    private T read(byte @Nullable [] record) {
      return codec.read(new RecordInput(java.util.Objects.requireNonNull(record)));
    }

    private byte[] record(T item) {
      RecordOutput out = new RecordOutput();
      codec.write(item, out);
      return out.toBytes();
    }
  }
}
