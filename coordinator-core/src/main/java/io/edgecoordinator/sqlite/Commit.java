package io.edgecoordinator.sqlite;

import io.edgecoordinator.sqlite.SqliteEntry.State;
import io.edgecoordinator.store.Codec;
import io.edgecoordinator.store.RecordOutput;
import io.edgecoordinator.store.Store.Safe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Changes that reach the disk together. The event loop gathers them, then the writer has it, then
 * the event loop again, which tells those who wait.
 */
final class Commit {

  /** What a delivery takes in memory beside its size, in bytes, roughly. */
  private static final int OVERHEAD = 200;

  /** A delivery to be deleted. */
  record Removal(Destination destination, long sequence, int size) {}

  /** Where a small value is. */
  record Key(String map, String name) {}

  /** A small value that was put or, if null, removed. */
  record Change<V>(Codec<V> codec, @Nullable V value) {

    /** Encodes the value; null if it is to be removed. */
    byte @Nullable [] encode(RecordOutput out) {
      if (value == null) {
        return null;
      }
      out.clear();
      codec.write(value, out);
      return out.toBytes();
    }
  }

  private final List<Removal> removals = new ArrayList<>();

  /** Removed while the former commit, to which they belong, is being written. */
  private final List<SqliteEntry<?>> undecided = new ArrayList<>();

  private final Map<Key, Change<?>> changes = new LinkedHashMap<>();
  private final List<Destination> deletions = new ArrayList<>();
  private final List<Safe> callbacks = new ArrayList<>();
  private @Nullable SqliteEntry<?> first;
  private @Nullable SqliteEntry<?> last;
  private int appends;
  private long bytes;

  /** When it was first looked at with a change in it; 0 before. */
  private long begunAt;

  /** The same with a change, or a callback, for which somebody waits. */
  private long awaitedAt;

  int appends() {
    return appends;
  }

  /** Returns what its deliveries take in memory, in bytes, roughly. */
  long bytes() {
    return bytes;
  }

  int size() {
    return appends + removals.size() + undecided.size() + changes.size() + deletions.size();
  }

  boolean isEmpty() {
    return size() == 0;
  }

  /** Returns the first of its appends, which are linked. */
  @Nullable SqliteEntry<?> first() {
    return first;
  }

  List<Removal> removals() {
    return removals;
  }

  Map<Key, Change<?>> changes() {
    return changes;
  }

  List<Destination> deletions() {
    return deletions;
  }

  void append(SqliteEntry<?> entry) {
    SqliteEntry<?> before = last;
    entry.previous = before;
    if (before == null) {
      first = entry;
    } else {
      before.next = entry;
    }
    last = entry;
    appends++;
    bytes += entry.size + OVERHEAD;
  }

  /** Takes an append back as if it had never been. */
  void cancel(SqliteEntry<?> entry) {
    SqliteEntry<?> before = entry.previous;
    SqliteEntry<?> after = entry.next;
    if (before == null) {
      first = after;
    } else {
      before.next = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.previous = before;
    }
    entry.previous = null;
    entry.next = null;
    appends--;
    bytes -= entry.size + OVERHEAD;
  }

  /** Visits all appends in order; the visitor may cancel the one it is given. */
  void eachAppend(Consumer<SqliteEntry<?>> visitor) {
    SqliteEntry<?> next;
    for (SqliteEntry<?> entry = first; entry != null; entry = next) {
      next = entry.next;
      visitor.accept(entry);
    }
  }

  void remove(Destination destination, long sequence, int size) {
    removals.add(new Removal(destination, sequence, size));
  }

  /** Takes a removal back, the latest ones first. Says whether there was one. */
  boolean keep(Destination destination, long sequence) {
    for (int i = removals.size() - 1; i >= 0; i--) {
      Removal removal = removals.get(i);
      if (removal.destination() == destination && removal.sequence() == sequence) {
        removals.remove(i);
        return true;
      }
    }
    return false;
  }

  /** Removes what is part of the commit that is being written. */
  void removeIfWritten(SqliteEntry<?> entry) {
    undecided.add(entry);
  }

  void change(Key key, Change<?> change) {
    changes.put(key, change);
  }

  void delete(Destination destination) {
    deletions.add(destination);
  }

  void whenSafe(Safe callback) {
    callbacks.add(callback);
  }

  /** Returns who waits, and forgets them. */
  List<Safe> takeCallbacks() {
    List<Safe> taken = List.copyOf(callbacks);
    callbacks.clear();
    return taken;
  }

  /** The former commit is written. */
  void formerIsWritten() {
    for (SqliteEntry<?> entry : undecided) {
      if (entry.unwritable == null) {
        remove(entry.destination(), entry.sequence(), entry.size);
      }
    }
    undecided.clear();
  }

  /** The former commit failed: makes its changes, but for its appends, part of this one. */
  void formerFailed(Commit former) {
    undecided.clear();
    removals.addAll(0, former.removals);
    former.changes.forEach(changes::putIfAbsent);
    deletions.addAll(0, former.deletions);
  }

  /** Takes all appends out; they are to be refused. */
  List<SqliteEntry<?>> takeAppends() {
    return takeAppends(null);
  }

  /** Takes the appends to a destination out, or all if it is null; they are to be refused. */
  List<SqliteEntry<?>> takeAppends(@Nullable Destination destination) {
    List<SqliteEntry<?>> taken = new ArrayList<>();
    eachAppend(entry -> {
      if (destination == null || entry.destination() == destination) {
        cancel(entry);
        if (entry.state != State.OVER) {
          entry.state = State.DOOMED;
          taken.add(entry);
        }
      }
    });
    return taken;
  }

  /** Returns when it is to be written, by {@link System#nanoTime}. It must not be empty. */
  long dueAt(StoreLimits limits) {
    if (begunAt == 0) {
      begunAt = System.nanoTime();
    }
    if (awaitedAt == 0 && (appends > 0 || !changes.isEmpty() || !callbacks.isEmpty())) {
      awaitedAt = System.nanoTime();
    }
    if (size() >= limits.commitChanges()) {
      return begunAt;
    }
    long due = begunAt + limits.removalLinger().toNanos();
    return awaitedAt == 0 ? due : Math.min(due, awaitedAt + limits.linger().toNanos());
  }
}
