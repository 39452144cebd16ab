package io.edgecoordinator.task.worker;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One of the two threads that take turns at the coordinator's socket. If what it has read is calls
 * for one environment, it runs them itself, which saves waking another thread for each call. Should
 * they take long, the watchdog has the other one go on reading.
 */
final class Reader implements Runnable {

  /** Nanoseconds a reader may run calls before the other one goes on reading. */
  private static final long RELIEF = 2_000_000;

  private static final ThreadLocal<Reader> CURRENT = new ThreadLocal<>();

  private enum Role {
    /** Waits to relieve the other. */
    STANDBY,
    READING,
    /** Runs calls; nobody reads. */
    RUNNING,
    /** Runs calls; the other one reads. */
    RELIEVED
  }

  /** The socket, read by one reader at a time. */
  interface Frames {
    /**
     * Waits for frames and handles them.
     *
     * @return the environment that has calls to run now, if it is one and not several; null if not
     * @throws IOException if there are no more
     */
    @Nullable Environment read() throws IOException;
  }

  private final Frames frames;
  private final Executor pool;
  private final Runnable onEnd;
  private final Thread thread;
  private final AtomicReference<Role> role = new AtomicReference<>(Role.STANDBY);
  private volatile long runningSince;
  private volatile boolean ended;
  private @Nullable Reader other;

  private Reader(String name, Frames frames, Executor pool, Runnable onEnd) {
    this.frames = frames;
    this.pool = pool;
    this.onEnd = onEnd;
    this.thread = Thread.ofPlatform().stackSize(WorkerMain.STACK).name(name).unstarted(this);
  }

  /**
   * Starts two readers.
   *
   * @param pool runs what a reader should not run itself
   * @param onEnd told when there is nothing more to read
   */
  static void start(Frames frames, Executor pool, Watchdog watchdog, Runnable onEnd) {
    Reader first = new Reader("reader-0", frames, pool, onEnd);
    Reader second = new Reader("reader-1", frames, pool, onEnd);
    first.other = second;
    second.other = first;
    first.role.set(Role.READING);
    watchdog.watch(first);
    watchdog.watch(second);
    first.thread.start();
    second.thread.start();
  }

  @Override
  public void run() {
    CURRENT.set(this);
    try {
      for (; ; ) {
        while (role.get() != Role.READING) {
          if (ended) {
            return;
          }
          LockSupport.park(this);
        }
        Environment ready = frames.read();
        if (ready != null) {
          run(ready);
        }
      }
    } catch (IOException gone) {
      other().ended = true;
      LockSupport.unpark(other().thread);
      onEnd.run();
    }
  }

  private void run(Environment ready) {
    if (other().role.get() != Role.STANDBY) {
      // It is still at a long call, so there would be nobody to go on reading.
      pool.execute(ready);
      return;
    }
    runningSince = System.nanoTime();
    role.set(Role.RUNNING);
    ready.run();
    if (!role.compareAndSet(Role.RUNNING, Role.READING)) {
      role.set(Role.STANDBY);
    }
  }

  /** Called by the watchdog. */
  void relieveIfDue(long now) {
    if (role.get() == Role.RUNNING && now - runningSince > RELIEF) {
      relieve();
    }
  }

  /** Has the other one go on reading if this thread is a reader: it is about to wait. */
  static void relieveCurrent() {
    Reader reader = CURRENT.get();
    if (reader != null) {
      reader.relieve();
    }
  }

  private void relieve() {
    if (role.compareAndSet(Role.RUNNING, Role.RELIEVED)) {
      other().role.set(Role.READING);
      LockSupport.unpark(other().thread);
    }
  }

  private Reader other() {
    if (other == null) {
      throw new IllegalStateException("a reader alone");
    }
    return other;
  }
}
