package io.edgecoordinator.shadow.sync;

import io.edgecoordinator.store.Codec;
import io.edgecoordinator.store.DeliveryLog;
import io.edgecoordinator.store.DurableMap;
import io.edgecoordinator.store.Queueable;
import io.edgecoordinator.store.RecordInput;
import io.edgecoordinator.store.RecordOutput;
import io.edgecoordinator.store.Store;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A store whose disk is a map, which is written when a test says so. */
final class MemoryStore implements Store {

  private final Map<String, byte[]> disk;
  private final Map<String, byte @Nullable []> open = new LinkedHashMap<>();
  private List<Safe> waiting = new ArrayList<>();
  private int holds;
  private boolean written = true;

  MemoryStore() {
    this(new HashMap<>());
  }

  private MemoryStore(Map<String, byte[]> disk) {
    this.disk = disk;
  }

  /** Returns a store that has what was written to this one, as after a loss of power. */
  MemoryStore afterCrash() {
    return new MemoryStore(new HashMap<>(disk));
  }

  /** Writes the open commit. */
  void commit() {
    assert holds == 0 : "a hold was not closed";
    open.forEach((key, value) -> {
      if (value == null) {
        disk.remove(key);
      } else {
        disk.put(key, value);
      }
    });
    open.clear();
    written = true;
    settle(null);
  }

  /** Fails to write the open commit; what is in it stays for the next. */
  void fail() {
    settle("the disk is full");
  }

  private void settle(@Nullable String failure) {
    List<Safe> told = waiting;
    waiting = new ArrayList<>();
    told.forEach(each -> each.settled(failure));
  }

  /** Returns how many entries are on disk under a map's name. */
  long size(String map) {
    return disk.keySet().stream().filter(key -> key.startsWith(map + ":")).count();
  }

  @Override
  public <T extends Queueable> DeliveryLog<T> deliveries(String destination, Codec<T> codec) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> DurableMap<T> map(String name, Codec<T> codec) {
    return new DurableMap<>() {
      @Override
      public void put(String key, T value) {
        RecordOutput out = new RecordOutput();
        codec.write(value, out);
        change(key, out.toBytes());
      }

      @Override
      public void remove(String key) {
        change(key, null);
      }

      private void change(String key, byte @Nullable [] value) {
        open.put(name + ":" + key, value);
        written = false;
      }

      @Override
      public Future<Map<String, T>> load() {
        return load("");
      }

      @Override
      public Future<Map<String, T>> load(String prefix) {
        String from = name + ":";
        Map<String, T> found = new HashMap<>();
        disk.forEach((key, value) -> {
          if (key.startsWith(from + prefix)) {
            found.put(key.substring(from.length()), codec.read(new RecordInput(value)));
          }
        });
        return Future.succeededFuture(found);
      }
    };
  }

  @Override
  public void whenSafe(Safe callback) {
    if (written) {
      callback.settled(null);
    } else {
      waiting.add(callback);
    }
  }

  @Override
  public Hold hold() {
    holds++;
    return () -> holds--;
  }
}
