package io.edgecoordinator.shadow;

import io.edgecoordinator.shadow.Exchange.Change;
import io.edgecoordinator.store.DurableMap;
import io.edgecoordinator.store.Store;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All shadows there are, in memory and on disk, and the versions of those that were deleted.
 * Changes are part of the open commit. Belongs to the event loop.
 */
final class ShadowTable {

  private final ShadowLimits limits;
  private final DurableMap<ShadowRecord> records;
  private final DurableMap<ShadowChange> history;
  private final NavigableMap<ShadowName, ShadowRecord> live = new TreeMap<>();
  private final Map<ShadowName, ShadowRecord> tombstones = new LinkedHashMap<>();
  private final Map<String, Creator> creators = new HashMap<>();
  private long bytes;
  private long lastSequence;
  private long forgottenTombstones;

  /** Somebody who created shadows, and how many of them there are. One text for all of them. */
  private static final class Creator {
    final String name;
    int shadows;

    Creator(String name) {
      this.name = name;
    }
  }

  ShadowTable(Store store, ShadowLimits limits) {
    this.limits = limits;
    this.records = store.map("shadow", ShadowRecord.CODEC);
    this.history = store.map("shadow-history", ShadowChange.CODEC);
  }

  /** Reads what is on disk. To be called once, before anything else. */
  Future<Void> load() {
    return records
        .load()
        .onSuccess(stored ->
            stored.entrySet().stream()
                .sorted(Comparator.comparingLong(entry -> entry.getValue().sequence()))
                .forEach(entry -> loaded(ShadowName.ofKey(entry.getKey()), entry.getValue())))
        .mapEmpty();
  }

  private void loaded(ShadowName shadow, ShadowRecord record) {
    lastSequence = Math.max(lastSequence, record.sequence());
    set(shadow, record);
  }

  /** Returns a shadow, or what remains of a deleted one, or null. */
  @Nullable ShadowRecord find(ShadowName shadow) {
    ShadowRecord record = live.get(shadow);
    return record == null ? tombstones.get(shadow) : record;
  }

  /** Returns a shadow that is not deleted, or null. */
  @Nullable ShadowRecord live(ShadowName shadow) {
    return live.get(shadow);
  }

  /** Returns the shadows that were changed after one with the given sequence. */
  List<ShadowName> changedAfter(long sequence) {
    List<ShadowName> changed = new ArrayList<>();
    live.forEach((shadow, record) -> {
      if (record.sequence() > sequence) {
        changed.add(shadow);
      }
    });
    return changed;
  }

  /**
   * Returns shadows in order, from the first thing on that does not come before a given one.
   *
   * @param thing the least name of a thing that is wanted
   * @param after the last shadow that is not wanted, or null if all are
   */
  Map<ShadowName, ShadowRecord> after(String thing, @Nullable ShadowName after) {
    ShadowName first = ShadowName.classic(thing);
    return after == null || after.compareTo(first) < 0
        ? live.tailMap(first, true)
        : live.tailMap(after, false);
  }

  /**
   * Says whether a change stays within the bounds of all shadows.
   *
   * @throws ShadowRejection if not
   */
  void check(ShadowName shadow, ShadowRecord after) throws ShadowRejection {
    ShadowRecord before = live.get(shadow);
    long more = (long) after.size() - (before == null ? 0 : before.size());
    if (more > 0 && bytes + more > limits.totalBytes()) {
      throw ShadowRejection.tooMany(
          "all shadows take %d bytes; they may take %d".formatted(bytes, limits.totalBytes()));
    }
    if (before != null) {
      return;
    }
    if (live.size() >= limits.shadows()) {
      throw ShadowRejection.tooMany(
          "there are %d shadows; there may be %d".formatted(live.size(), limits.shadows()));
    }
    Creator creator = creators.get(after.creator());
    if (creator != null && creator.shadows >= limits.perCreator()) {
      throw ShadowRejection.tooMany(
          "%s has created %d shadows; it may create %d"
              .formatted(creator.name, creator.shadows, limits.perCreator()));
    }
  }

  /**
   * Makes a change part of the open commit.
   *
   * @return the record with its sequence
   */
  ShadowRecord put(ShadowName shadow, ShadowRecord record, ShadowChange change) {
    ShadowRecord next = record.at(++lastSequence);
    set(shadow, next);
    records.put(shadow.key(), next);
    if (limits.history() > 0) {
      history.put(historyKey(shadow, next), change);
    }
    while (tombstones.size() > limits.tombstones()) {
      ShadowName oldest = tombstones.keySet().iterator().next();
      tombstones.remove(oldest);
      records.remove(oldest.key());
      for (int place = 0; place < limits.history(); place++) {
        history.remove(oldest.key() + "/" + place);
      }
      forgottenTombstones++;
    }
    return next;
  }

  private String historyKey(ShadowName shadow, ShadowRecord record) {
    return shadow.key() + "/" + record.changes() % limits.history();
  }

  /** Undoes a change that can't be written. Of several the last one comes first. */
  void undo(ShadowName shadow, Change change) {
    if (limits.history() > 0) {
      history.remove(historyKey(shadow, change.after()));
    }
    ShadowRecord before = change.before();
    set(shadow, before);
    if (before == null) {
      records.remove(shadow.key());
    } else {
      records.put(shadow.key(), before);
    }
  }

  private void set(ShadowName shadow, @Nullable ShadowRecord record) {
    tombstones.remove(shadow);
    if (record != null && record.isDeleted()) {
      tombstones.put(shadow, record);
    }
    ShadowRecord now = record == null || record.isDeleted() ? null : record;
    ShadowRecord before = now == null ? live.remove(shadow) : live.put(shadow, now);
    if (before != null) {
      bytes -= before.size();
      count(before.creator(), -1);
    }
    if (now != null) {
      bytes += now.size();
      count(now.creator(), 1);
    }
  }

  private void count(String name, int shadows) {
    Creator creator = creators.computeIfAbsent(name, Creator::new);
    creator.shadows += shadows;
    if (creator.shadows == 0) {
      creators.remove(name);
    }
  }

  /** Returns the last changes of a shadow, the latest first. */
  Future<List<ShadowChange>> history(ShadowName shadow) {
    return history
        .load(shadow.key() + "/")
        .map(found ->
            found.values().stream()
                .sorted(Comparator.comparingLong(ShadowChange::number).reversed())
                .limit(limits.history())
                .toList());
  }

  int size() {
    return live.size();
  }

  int tombstones() {
    return tombstones.size();
  }

  /** Returns how many tombstones were given up, since there were too many. */
  long forgottenTombstones() {
    return forgottenTombstones;
  }

  /** Returns what all shadows take in memory, in bytes, roughly. */
  long bytes() {
    return bytes;
  }

  /** Returns the text of a creator that is known, so that it is in memory once. */
  String creator(String name) {
    Creator known = creators.get(name);
    return known == null ? name : known.name;
  }
}
