package io.edgecoordinator.upstream;

import io.vertx.core.Context;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Hands what happens on other threads over to the event loop, in order and many at a time: to wake
 * the loop costs more than most of what it has to do.
 */
final class Inbox {

  /** Handed over in one turn, so that others get theirs. */
  private static final int BATCH = 512;

  private static final long WAIT_NANOS = 1_000_000;

  private final Context loop;
  private final Runnable settled;
  private final int limit;
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger bulky = new AtomicInteger();
  private final AtomicBoolean called = new AtomicBoolean();
  private volatile boolean closed;

  /**
   * @param limit of those that {@link #putWhenRoom}
   * @param settled run after each batch
   */
  Inbox(Context loop, int limit, Runnable settled) {
    this.loop = loop;
    this.limit = limit;
    this.settled = settled;
  }

  /** Has something done on the event loop, unless this is closed before. Of any thread. */
  void put(Runnable what) {
    waiting.add(what);
    if (called.compareAndSet(false, true)) {
      loop.runOnContext(_ -> empty());
    }
  }

  /** The same for what there may be much of: waits while too much of it waits. */
  void putWhenRoom(Runnable what) {
    while (bulky.get() >= limit && !closed) {
      LockSupport.parkNanos(WAIT_NANOS);
    }
    bulky.incrementAndGet();
    put(() -> {
      bulky.decrementAndGet();
      what.run();
    });
  }

  /** Throws away what waits, and what comes. */
  void close() {
    closed = true;
  }

  private void empty() {
    for (int i = 0; i < BATCH && !closed; i++) {
      Runnable next = waiting.poll();
      if (next == null) {
        break;
      }
      next.run();
    }
    if (closed) {
      waiting.clear();
      return;
    }
    settled.run();
    called.set(false);
    if (!waiting.isEmpty() && called.compareAndSet(false, true)) {
      loop.runOnContext(_ -> empty());
    }
  }
}
