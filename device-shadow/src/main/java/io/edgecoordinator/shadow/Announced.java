package io.edgecoordinator.shadow;

import io.edgecoordinator.store.Codec;
import io.edgecoordinator.store.DurableMap;
import io.edgecoordinator.store.RecordInput;
import io.edgecoordinator.store.RecordOutput;
import io.edgecoordinator.store.Store;
import io.vertx.core.Future;
import java.util.ArrayDeque;

/**
 * Up to which change everything was told to those who want to know. What lies behind is told again
 * after a restart. Belongs to the event loop.
 */
final class Announced {

  private static final String KEY = "sequence";

  private static final Codec<Long> CODEC =
      new Codec<>() {
        @Override
        public void write(Long value, RecordOutput out) {
          out.writeLong(value);
        }

        @Override
        public Long read(RecordInput in) {
          return in.readLong();
        }
      };

  /** A change that is being told. */
  static final class Pending {
    private final long sequence;
    private boolean told;

    private Pending(long sequence) {
      this.sequence = sequence;
    }
  }

  private final DurableMap<Long> stored;
  private final ArrayDeque<Pending> pending = new ArrayDeque<>();
  private long upTo;
  private long written;

  Announced(Store store) {
    this.stored = store.map("shadow-announced", CODEC);
  }

  /** Returns the sequence of the last change that was told before the restart. */
  Future<Long> load() {
    return stored.load().map(map -> map.getOrDefault(KEY, 0L));
  }

  /** Begins to tell of a change. To be called in the order of the changes. */
  Pending begin(long sequence) {
    Pending one = new Pending(sequence);
    pending.addLast(one);
    return one;
  }

  /** Says that all who want to know have it safe. */
  void told(Pending one) {
    one.told = true;
    for (Pending first = pending.peekFirst(); first != null && first.told; ) {
      upTo = first.sequence;
      pending.removeFirst();
      first = pending.peekFirst();
    }
  }

  /** Makes what is known part of the open commit. To be called when that is written anyway. */
  void save() {
    if (upTo > written) {
      stored.put(KEY, upTo);
      written = upTo;
    }
  }
}
