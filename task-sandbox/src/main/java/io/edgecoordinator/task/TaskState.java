package io.edgecoordinator.task;

import io.edgecoordinator.store.DurableMap;
import io.edgecoordinator.store.Entry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one task keeps: values by key, on disk and, from the first use on, in memory. It belongs to
 * the name of the task and outlives its versions, as its calls do.
 *
 * <p>Changes are made one call after the other. {@link #apply} makes them visible; until {@link
 * #save} or {@link #undo} nobody reads, so nobody builds on what may be taken back. A call whose
 * reads were overtaken is run again; until it has ended, no other call's changes are made, so that
 * it is overtaken once at most.
 *
 * <p>Belongs to the event loop.
 */
final class TaskState {

  /** Milliseconds a call that is run again may keep others waiting, beyond its timeout. */
  private static final long FAVOUR_MILLIS = 2_000;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Value(byte[] bytes, long version) {}

  /** Somebody who waits for his turn. A call that wants to change something has an entry. */
  private record Waiting(@Nullable Entry<TaskDelivery> call, Consumer<@Nullable String> then) {}

  private enum Phase {
    ON_DISK,
    LOADING,
    IN_MEMORY
  }

  private final String task;
  private final TaskStates all;
  private final @Nullable DurableMap<byte[]> durable;
  private final Map<String, Value> values = new HashMap<>();
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>(0);
  private final ArrayDeque<StateChange> unsafe = new ArrayDeque<>(0);
  private Phase phase;
  private boolean changing;
  private boolean serving;
  private @Nullable Entry<TaskDelivery> favoured;
  private long favourTimer;
  private long lastVersion;
  private long bytes;

  /**
   * Creates the state; nothing is read yet.
   *
   * @param durable where it survives a restart, or null if it does not
   */
  TaskState(String task, TaskStates all, @Nullable DurableMap<byte[]> durable) {
    this.task = task;
    this.all = all;
    this.durable = durable;
    this.phase = durable == null ? Phase.IN_MEMORY : Phase.ON_DISK;
  }

  /** Returns bytes of keys and values that are in memory. */
  long bytes() {
    return bytes;
  }

  /** Returns how many keys are in memory. */
  int keys() {
    return values.size();
  }

  /** Returns a copy of what is in memory. */
  Map<String, byte[]> values() {
    Map<String, byte[]> copy = new HashMap<>();
    values.forEach((key, value) -> copy.put(key, value.bytes()));
    return copy;
  }

  /** Answers with the version and the value of a key. */
  void get(String key, Consumer<HostRequest.Reply> reply) {
    request(
        reply,
        () -> {
          Value value = values.get(key);
          return value == null
              ? new HostRequest.Done(0, null)
              : new HostRequest.Done(value.version(), value.bytes());
        });
  }

  /** Answers with the keys that begin with a text, in order. */
  void keys(String prefix, Consumer<HostRequest.Reply> reply) {
    request(
        reply,
        () -> {
          String keys =
              String.join(
                  "\0",
                  values.keySet().stream().filter(key -> key.startsWith(prefix)).sorted().toList());
          return new HostRequest.Done(
              keys.isEmpty() ? 0 : 1, keys.getBytes(StandardCharsets.UTF_8));
        });
  }

  private void request(Consumer<HostRequest.Reply> reply, Supplier<HostRequest.Reply> answer) {
    if (waiting.size() >= all.limits().waiting()) {
      reply.accept(new HostRequest.Refused("too many requests wait for the state of " + task));
      return;
    }
    whenFree(
        null,
        failure -> reply.accept(failure == null ? answer.get() : new HostRequest.Refused(failure)));
  }

  /**
   * Calls back when nothing is in between, at once if that is so now.
   *
   * @param call the call that wants to change something, or null for who only looks
   * @param then gets why the state can't be read, or null if it can
   */
  void whenFree(@Nullable Entry<TaskDelivery> call, Consumer<@Nullable String> then) {
    waiting.addLast(new Waiting(call, then));
    serve();
  }

  private void serve() {
    if (phase == Phase.ON_DISK && !waiting.isEmpty()) {
      load();
    }
    if (serving) {
      return;
    }
    serving = true;
    for (Waiting next; (next = nextFree()) != null; ) {
      next.then().accept(null);
    }
    serving = false;
  }

  private @Nullable Waiting nextFree() {
    if (changing || phase != Phase.IN_MEMORY) {
      return null;
    }
    for (Iterator<Waiting> i = waiting.iterator(); i.hasNext(); ) {
      Waiting next = i.next();
      Entry<TaskDelivery> call = next.call();
      if (call == null || favoured == null || favoured.equals(call)) {
        i.remove();
        return next;
      }
    }
    return null;
  }

  private void load() {
    DurableMap<byte[]> from = Objects.requireNonNull(durable);
    phase = Phase.LOADING;
    from.load()
        .onSuccess(this::loaded)
        .onFailure(failure ->
            unreadable("the state of task " + task + " can't be read: " + failure.getMessage()));
  }

  private void loaded(Map<String, byte[]> stored) {
    long size = stored.entrySet().stream().mapToLong(e -> size(e.getKey(), e.getValue())).sum();
    if (!all.hasRoom(size)) {
      unreadable(
          "the state of task %s, %d bytes, has no room in memory: all tasks may have %d, %d are used"
              .formatted(task, size, all.limits().bytes(), all.bytes()));
      return;
    }
    phase = Phase.IN_MEMORY;
    stored.forEach(this::set);
    serve();
  }

  /** Tells all who wait; the next one tries again. */
  private void unreadable(String why) {
    phase = Phase.ON_DISK;
    List<Waiting> disappointed = List.copyOf(waiting);
    waiting.clear();
    disappointed.forEach(each -> each.then().accept(why));
  }

  /**
   * Says whether something was changed that a call read before. One that read a single key and
   * changes nothing is as good as one that ended when it read it.
   */
  boolean isOvertaken(StateChanges changes) {
    if (changes.writes().isEmpty() && changes.reads().size() < 2) {
      return false;
    }
    return changes.reads().entrySet().stream()
        .anyMatch(read -> version(read.getKey()) != read.getValue());
  }

  private long version(String key) {
    Value value = values.get(key);
    return value == null ? 0 : value.version();
  }

  /**
   * Returns which limit changes would break, or null if none.
   *
   * @param quota bytes of keys and values the task may keep
   */
  @Nullable String excess(StateChanges changes, long quota) {
    long more = 0;
    int moreKeys = 0;
    for (Map.Entry<String, Optional<byte[]>> write : changes.writes().entrySet()) {
      String key = write.getKey();
      int keyBytes = key.getBytes(StandardCharsets.UTF_8).length;
      if (keyBytes > all.limits().keyBytes() || key.indexOf('\0') >= 0) {
        return "a key of its state has %d bytes; it may have %d, without U+0000"
            .formatted(keyBytes, all.limits().keyBytes());
      }
      Value before = values.get(key);
      long after = write.getValue().map(value -> size(key, value)).orElse(0L);
      more += after - (before == null ? 0 : size(key, before.bytes()));
      moreKeys += (write.getValue().isPresent() ? 1 : 0) - (before == null ? 0 : 1);
    }
    if (more > 0 && bytes + more > quota) {
      return "its state would have %d bytes; its limit state is %d".formatted(bytes + more, quota);
    }
    if (moreKeys > 0 && values.size() + moreKeys > all.limits().keys()) {
      return "its state would have %d keys; it may have %d"
          .formatted(values.size() + moreKeys, all.limits().keys());
    }
    if (more > 0 && !all.hasRoom(more)) {
      return "the states of all tasks would have %d bytes; they may have %d"
          .formatted(all.bytes() + more, all.limits().bytes());
    }
    return null;
  }

  /** Makes changes visible. Until {@link #save} or {@link #undo} nobody reads or changes more. */
  StateChange apply(StateChanges changes) {
    changing = true;
    Map<String, Optional<byte[]>> before = new HashMap<>();
    changes
        .writes()
        .forEach((key, value) -> {
          Value former = values.get(key);
          before.put(key, former == null ? Optional.empty() : Optional.of(former.bytes()));
          set(key, value.orElse(null));
        });
    return new StateChange(changes.writes(), before);
  }

  /** Makes applied changes part of the open commit, and lets others go on. */
  void save(StateChange change) {
    DurableMap<byte[]> to = durable;
    if (to != null) {
      change.writes.forEach((key, value) -> write(to, key, value));
      unsafe.addLast(change);
    }
    goOn();
  }

  /** Takes back changes that were applied and not saved, and lets others go on. */
  void undo(StateChange change) {
    change.undone();
    change.before.forEach((key, value) -> set(key, value.orElse(null)));
    goOn();
  }

  /** Says that saved changes are on disk. */
  void safe(StateChange change) {
    unsafe.remove(change);
  }

  /**
   * Takes back changes whose commit was refused, and all that were made since: they may build on
   * them.
   */
  void takeBack(StateChange change) {
    DurableMap<byte[]> from = durable;
    if (from == null || !unsafe.contains(change)) {
      return;
    }
    for (StateChange latest = null; latest != change && !unsafe.isEmpty(); ) {
      latest = unsafe.removeLast();
      latest.before.forEach((key, value) -> {
        set(key, value.orElse(null));
        write(from, key, value);
      });
      all.countTakenBack();
      latest.undone();
    }
  }

  private static void write(DurableMap<byte[]> map, String key, Optional<byte[]> value) {
    value.ifPresentOrElse(bytes -> map.put(key, bytes), () -> map.remove(key));
  }

  private void goOn() {
    changing = false;
    serve();
  }

  private void set(String key, byte @Nullable [] newValue) {
    Value before =
        newValue == null ? values.remove(key) : values.put(key, new Value(newValue, ++lastVersion));
    long more =
        (newValue == null ? 0 : size(key, newValue))
            - (before == null ? 0 : size(key, before.bytes()));
    bytes += more;
    all.add(more);
  }

  private static long size(String key, byte[] value) {
    return key.getBytes(StandardCharsets.UTF_8).length + (long) value.length;
  }

  /**
   * Has other calls' changes wait until a call has ended that is run again, or for somewhat longer
   * than it may take.
   */
  void favour(Entry<TaskDelivery> call, long timeoutMillis) {
    if (!call.equals(favoured)) {
      favoured = call;
      favourTimer = all.loop().owner().setTimer(timeoutMillis + FAVOUR_MILLIS, _ -> ended(call));
    }
  }

  /** Hears that a call has ended, however that was. */
  void ended(Entry<TaskDelivery> call) {
    if (call.equals(favoured)) {
      favoured = null;
      all.loop().owner().cancelTimer(favourTimer);
      serve();
    }
  }
}
