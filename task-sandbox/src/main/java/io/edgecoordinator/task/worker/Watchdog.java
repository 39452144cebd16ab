package io.edgecoordinator.task.worker;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks after running calls: interrupts those that run too long, sends results that wait behind a
 * long one, and relieves a reader that is busy with one. It sleeps while nothing runs; between
 * looks it lets {@link #TICK} pass.
 */
final class Watchdog implements Runnable {

  /** Nanoseconds between two looks. */
  private static final long TICK = 2_000_000;

  /** Nanoseconds between two looks from which on this process was not running: it was held. */
  private static final long HELD = 50_000_000;

  /** Looks without anything running before it goes to sleep. */
  private static final int IDLE_TICKS = 50;

  private final Outbox outbox;
  private final List<Environment> watched = new CopyOnWriteArrayList<>();
  private final List<Reader> readers = new CopyOnWriteArrayList<>();
  private final Thread thread = Thread.ofPlatform().daemon().name("watchdog").unstarted(this);
  private volatile boolean asleep;
  private volatile boolean stopped;

  Watchdog(Outbox outbox) {
    this.outbox = outbox;
  }

  void start() {
    thread.start();
  }

  /** Ends it; nothing is watched from then on. */
  void stop() {
    stopped = true;
    LockSupport.unpark(thread);
  }

  void watch(Environment environment) {
    watched.add(environment);
  }

  void watch(Reader reader) {
    readers.add(reader);
  }

  void forget(Environment environment) {
    watched.remove(environment);
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
    long before = System.nanoTime();
    while (!stopped) {
      if (idle < IDLE_TICKS) {
        LockSupport.parkNanos(TICK);
      } else {
        asleep = true;
        if (!look(System.nanoTime())) {
          LockSupport.park();
          before = System.nanoTime();
        }
        asleep = false;
      }
      long now = System.nanoTime();
      if (now - before > HELD) {
        long from = before;
        watched.forEach(environment -> environment.wasHeld(from, now));
      }
      before = now;
      idle = look(now) ? 0 : idle + 1;
    }
  }

  private boolean look(long now) {
    boolean anyRunning = false;
    for (Environment environment : watched) {
      anyRunning |= environment.check(now);
    }
    if (anyRunning) {
      outbox.flushIfDue(now);
      readers.forEach(reader -> reader.relieveIfDue(now));
    }
    return anyRunning;
  }
}
