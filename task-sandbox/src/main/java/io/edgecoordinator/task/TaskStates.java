package io.edgecoordinator.task;

import io.edgecoordinator.store.Codec;
import io.edgecoordinator.store.DurableMap;
import io.edgecoordinator.store.RecordInput;
import io.edgecoordinator.store.RecordOutput;
import io.edgecoordinator.store.Store;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state of all tasks by name, each in a map of the store of its own. What a task kept stays
 * when it is removed, until somebody {@linkplain #drop drops} it. Belongs to the event loop.
 */
final class TaskStates {

  private static final Codec<byte[]> BYTES =
      new Codec<>() {
        @Override
        public void write(byte[] value, RecordOutput out) {
          out.writeBytes(value);
        }

        @Override
        public byte[] read(RecordInput in) {
          return in.readBytes();
        }
      };

  private final CallQueues queues;
  private final StateLimits limits;
  private final Map<String, TaskState> states = new LinkedHashMap<>();
  private long bytes;
  private long takenBack;

  /** Creates states that survive where the calls do. */
  TaskStates(CallQueues queues, StateLimits limits) {
    this.queues = queues;
    this.limits = limits;
  }

  /** Returns the state of a task, which is there for as long as the coordinator. */
  TaskState of(String task) {
    return states.computeIfAbsent(task, this::open);
  }

  private TaskState open(String task) {
    return new TaskState(task, this, queues.isKept() ? map(task) : null);
  }

  private DurableMap<byte[]> map(String task) {
    return store().map("state:" + task, BYTES);
  }

  /** Returns what a task keeps, by key; the task need not be there any more. */
  Future<Map<String, byte[]>> values(String task) {
    TaskState state = states.get(task);
    if (state != null) {
      return whenFree(state).map(_ -> state.values());
    }
    return queues.isKept() ? map(task).load() : Future.succeededFuture(Map.of());
  }

  /**
   * Takes a key away from what a task keeps, or all of them.
   *
   * @param key null for all
   * @return how many there were, when that is on disk
   */
  Future<Integer> drop(String task, @Nullable String key) {
    TaskState state = states.get(task);
    return values(task)
        .compose(values -> {
          Map<String, Optional<byte[]>> writes = new LinkedHashMap<>();
          values.keySet().stream()
              .filter(each -> key == null || key.equals(each))
              .forEach(each -> writes.put(each, Optional.empty()));
          if (state == null) {
            DurableMap<byte[]> map = map(task);
            writes.keySet().forEach(map::remove);
          } else {
            state.save(state.apply(new StateChanges(Map.of(), writes)));
          }
          return whenSafe().map(writes.size());
        });
  }

  private Future<Void> whenSafe() {
    Promise<Void> safe = Promise.promise();
    store()
        .whenSafe(failure -> {
          if (failure == null) {
            safe.complete();
          } else {
            safe.fail("it is dropped when there is room on the disk again: " + failure);
          }
        });
    return safe.future();
  }

  private static Future<Void> whenFree(TaskState state) {
    Promise<Void> free = Promise.promise();
    state.whenFree(
        null,
        failure -> {
          if (failure == null) {
            free.complete();
          } else {
            free.fail(failure);
          }
        });
    return free.future();
  }

  StateLimits limits() {
    return limits;
  }

  Context loop() {
    return queues.loop();
  }

  Store store() {
    return queues.store();
  }

  /** Returns bytes of keys and values in memory. */
  long bytes() {
    return bytes;
  }

  /** Returns how many calls' changes were taken back, since the disk refused them. */
  long takenBack() {
    return takenBack;
  }

  boolean hasRoom(long more) {
    return bytes + more <= limits.bytes();
  }

  void add(long more) {
    bytes += more;
  }

  void countTakenBack() {
    takenBack++;
  }
}
