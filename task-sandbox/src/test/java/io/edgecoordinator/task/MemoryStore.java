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
    private final Map<String, Map<String, byte[]>> maps = new ConcurrentHashMap<>();

    private Map<String, byte[]> map(String name) {
      return maps.computeIfAbsent(name, _ -> new ConcurrentHashMap<>());
    }

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
  private int holds;
  private boolean crashed;

  /** Changes that reach the disk together. */
  private static final class Commit {
    private final Map<Entry<?>, Runnable> written = new LinkedHashMap<>();
    private final List<Runnable> changes = new ArrayList<>();
    private final Map<Entry<?>, Runnable> removals = new LinkedHashMap<>();
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
    if (frozen || crashed || holds > 0) {
      return;
    }
    Commit commit = open;
    open = new Commit();
    commit.changes.forEach(Runnable::run);
    commit.removals.values().forEach(Runnable::run);
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
    return new Values<>(disk.map(name), codec);
  }

  @Override
  public void whenSafe(Safe callback) {
    open.waiting.add(callback);
    schedule();
  }

  @Override
  public Hold hold() {
    holds++;
    return () -> {
      holds--;
      schedule();
    };
  }

  private static <T> byte[] record(Codec<T> codec, T value) {
    RecordOutput out = new RecordOutput();
    codec.write(value, out);
    return out.toBytes();
  }

  private final class Values<T> implements DurableMap<T> {
    private final Map<String, byte[]> records;
    private final Codec<T> codec;

    Values(Map<String, byte[]> records, Codec<T> codec) {
      this.records = records;
      this.codec = codec;
    }

    @Override
    public void put(String key, T value) {
      byte[] record = record(codec, value);
      open.changes.add(() -> records.put(key, record));
      schedule();
    }

    @Override
    public void remove(String key) {
      open.changes.add(() -> records.remove(key));
      schedule();
    }

    @Override
    public Future<Map<String, T>> load() {
      return load("");
    }

    @Override
    public Future<Map<String, T>> load(String prefix) {
      Map<String, T> values = new HashMap<>();
      records.forEach((key, record) -> {
        if (key.startsWith(prefix)) {
          values.put(key, codec.read(new RecordInput(record)));
        }
      });
      Promise<Map<String, T>> loaded = Promise.promise();
      loop.runOnContext(_ -> loaded.complete(values));
      return loaded.future();
    }
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
          records.put(sequence, record(codec, item));
        }
      });
      schedule();
      return entry;
    }

    @Override
    public void remove(Entry<T> entry) {
      if (open.written.remove(entry) == null) {
        open.removals.put(entry, () -> records.remove(entry.sequence()));
        schedule();
      }
    }

    @Override
    public boolean keep(Entry<T> entry) {
      return open.removals.remove(entry) != null;
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
  }
}
