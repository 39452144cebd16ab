package io.edgecoordinator.task.worker;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks after running calls: ends those that break a limit, sends results that wait behind a long
 * one, and relieves a reader that is busy with one. It sleeps while nothing runs; between looks it
 * lets {@link #TICK} pass.
 */
final class Watchdog implements Runnable {

  /** Nanoseconds between two looks. */
  private static final long TICK = 2_000_000;

  /** Nanoseconds between two looks from which on this process was not running: it was held. */
  private static final long HELD = 50_000_000;

  /** Looks without anything running before it goes to sleep. */
  private static final int IDLE_TICKS = 50;

  /** Nanoseconds between two reports to the coordinator. */
  private static final long REPORT = 1_000_000_000;

  /** Nanoseconds until a worn out process ends. */
  private static final long LAST_WORDS = 100_000_000;

  private static final long MILLI = 1_000_000;

  private final Outbox outbox;
  private final HeapLedger.Heap heap;
  private final MemoryGuard memory;
  private final List<CallGuard> watched = new CopyOnWriteArrayList<>();
  private final List<Reader> readers = new CopyOnWriteArrayList<>();
  private final Thread thread = Thread.ofPlatform().daemon().name("watchdog").unstarted(this);
  private volatile boolean asleep;
  private long lookedAt;
  private long collectionMillis;
  private long nextReport;
  private long wornOutAt;
  private volatile boolean stopped;

  Watchdog(Outbox outbox, HeapLedger.Heap heap) {
    this.outbox = outbox;
    this.heap = heap;
    this.memory = new MemoryGuard(heap);
    this.nextReport = System.nanoTime();
  }

  void start() {
    thread.start();
  }

  /** Ends it; nothing is watched from then on. */
  void stop() {
    stopped = true;
    LockSupport.unpark(thread);
  }

  /** Returns what watches over the heap. */
  MemoryGuard memory() {
    return memory;
  }

  void watch(CallGuard guard) {
    watched.add(guard);
  }

  void watch(Reader reader) {
    readers.add(reader);
  }

  void forget(CallGuard guard) {
    watched.remove(guard);
  }

  /** Called by an environment when a call begins. */
  void wake() {
    if (asleep) {
      LockSupport.unpark(thread);
    }
  }

  @Override
  public void run() {
    int idle = 0;
    while (!stopped) {
      collectionMillis = heap.collectionMillis();
      lookedAt = System.nanoTime();
      if (idle < IDLE_TICKS) {
        LockSupport.parkNanos(TICK);
        forgiveHold();
      } else {
        asleep = true;
        if (!look()) {
          LockSupport.park();
        }
        asleep = false;
      }
      idle = look() ? 0 : idle + 1;
    }
  }

  /** A process that was stopped and goes on is not to blame for the time between. */
  private void forgiveHold() {
    long gap = System.nanoTime() - lookedAt;
    if (gap < HELD) {
      return;
    }
    long held = gap - (heap.collectionMillis() - collectionMillis) * MILLI;
    if (held >= HELD) {
      watched.forEach(guard -> guard.forgive(held));
    }
  }

  /** Ends the process, a moment after: whose memory it was is to be told before. */
  private void endIfWornOut(long now) {
    if (!memory.isWornOut()) {
      return;
    }
    if (wornOutAt == 0) {
      wornOutAt = now;
    } else if (now - wornOutAt > LAST_WORDS) {
      wornOutAt = 0;
      outbox.flush();
      if (memory.isWornOutStill()) {
        WorkerMain.endWornOut();
      }
    }
  }

  private boolean look() {
    long now = System.nanoTime();
    boolean anyRunning = false;
    for (CallGuard guard : watched) {
      anyRunning |= guard.check(now);
    }
    memory.look(now);
    endIfWornOut(now);
    if (anyRunning) {
      outbox.flushIfDue(now);
      readers.forEach(reader -> reader.relieveIfDue(now));
      if (now - nextReport >= 0) {
        nextReport = now + REPORT;
        outbox.status(memory.live(), memory.most());
      }
    }
    return anyRunning;
  }
}
