package io.edgecoordinator.task.worker;

import io.edgecoordinator.task.wire.Outcome;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One environment: a queue of calls, and the guest that runs them one after the other, on whichever
 * thread is at hand. A guest whose call was interrupted is in an unknown state, so it is thrown
 * away and the next call gets a new one.
 */
final class Environment implements Runnable {

  /** How long loading may take, at least, in nanoseconds. */
  private static final long LOAD_TIMEOUT = 20_000_000_000L;

  /** Nanoseconds between two looks whether an interrupt under way is over. */
  private static final long INTERRUPT_POLL = 100_000;

  private enum Phase {
    IDLE,
    RUNNING,
    INTERRUPTING
  }

  private final GuestDefinition definition;
  private final GuestLanguage language;
  private final Outbox outbox;
  private final Watchdog watchdog;
  private final Executor threads;
  private final TaskLog log;
  private final HostLink host;

  private final Queue<GuestCall> queue = new ArrayDeque<>();
  private boolean scheduled;
  private boolean ended;

  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.IDLE);
  private volatile long startedAt;
  private volatile long allowed;
  private volatile @Nullable Guest guest;

  Environment(
      GuestDefinition definition,
      GuestLanguage language,
      Outbox outbox,
      Watchdog watchdog,
      Executor threads) {
    this.definition = definition;
    this.language = language;
    this.outbox = outbox;
    this.watchdog = watchdog;
    this.threads = threads;
    this.log = new TaskLog(definition.environment(), outbox, definition.limits().log());
    this.host = new HostLink(definition.environment(), outbox, log);
  }

  /** Loads the code, on a thread of the pool, and tells the coordinator how that went. */
  void define() {
    synchronized (queue) {
      scheduled = true;
    }
    watchdog.watch(this);
    threads.execute(() -> {
      try {
        load();
        outbox.defined(definition.environment());
      } catch (LoadFailedException failure) {
        outbox.undefinable(definition.environment(), failure);
      }
      run();
    });
  }

  /**
   * Adds a call.
   *
   * @return whether the environment was idle, and now has to be {@link #run}
   */
  boolean enqueue(GuestCall call) {
    synchronized (queue) {
      queue.add(call);
      boolean wasIdle = !scheduled;
      scheduled = true;
      return wasIdle;
    }
  }

  /** Takes the coordinator's answer to what a call asked for. */
  void answer(Host.Reply reply) {
    host.answer(reply);
  }

  /** Ends the environment once the calls that wait are done. */
  void end() {
    synchronized (queue) {
      ended = true;
      if (scheduled) {
        return;
      }
      scheduled = true;
    }
    threads.execute(this);
  }

  /** Runs the calls that wait, until there are none. */
  @Override
  public void run() {
    for (GuestCall call; (call = next()) != null; ) {
      answer(call);
    }
  }

  private @Nullable GuestCall next() {
    synchronized (queue) {
      GuestCall call = queue.poll();
      if (call != null) {
        return call;
      }
    }
    outbox.flush();
    synchronized (queue) {
      GuestCall call = queue.poll();
      if (call == null) {
        if (ended) {
          watchdog.forget(this);
          discard();
        } else {
          scheduled = false;
        }
      }
      return call;
    }
  }

  private void answer(GuestCall call) {
    long start = System.nanoTime();
    try {
      Guest ready = guest;
      if (ready == null) {
        ready = load();
        start = System.nanoTime();
      }
      log.nextCall();
      host.nextCall(call.id());
      GuestOutput output;
      begin(start, definition.limits().timeout().toNanos());
      try {
        output = ready.call(call);
      } finally {
        finish();
      }
      outbox.completed(definition.environment(), call.id(), System.nanoTime() - start, output);
    } catch (CallFailedException failure) {
      if (failure.outcome() == Outcome.TIMED_OUT) {
        discard();
      }
      outbox.failed(definition.environment(), call.id(), System.nanoTime() - start, failure);
    } catch (LoadFailedException failure) {
      outbox.failed(
          definition.environment(),
          call.id(),
          System.nanoTime() - start,
          new CallFailedException(
              Outcome.THREW, failure.file() + ":" + failure.line() + ": " + failure.text(), ""));
    }
    log.endCall();
  }

  private Guest load() throws LoadFailedException {
    Guest loading = language.create(definition, host);
    guest = loading;
    begin(System.nanoTime(), Math.max(LOAD_TIMEOUT, definition.limits().timeout().toNanos()));
    try {
      loading.load();
    } catch (LoadFailedException failure) {
      guest = null;
      throw failure;
    } finally {
      finish();
    }
    return loading;
  }

  private void discard() {
    Guest old = guest;
    guest = null;
    if (old != null) {
      old.close();
    }
  }

  private void begin(long now, long nanos) {
    startedAt = now;
    allowed = nanos;
    phase.set(Phase.RUNNING);
    watchdog.wake();
  }

  /** Waits for an interrupt that is under way, so that it can't hit the next call. */
  private void finish() {
    if (!phase.compareAndSet(Phase.RUNNING, Phase.IDLE)) {
      while (phase.get() != Phase.IDLE) {
        LockSupport.parkNanos(INTERRUPT_POLL);
      }
    }
    Thread.interrupted();
  }

  /** Called by the watchdog: interrupts what runs too long. Says whether something runs. */
  boolean check(long now) {
    if (phase.get() == Phase.IDLE) {
      return false;
    }
    if (now - startedAt > allowed && phase.compareAndSet(Phase.RUNNING, Phase.INTERRUPTING)) {
      Guest running = guest;
      Thread.ofPlatform()
          .daemon()
          .name("interrupt " + definition.task())
          .start(() -> {
            try {
              if (running != null) {
                running.interrupt();
              }
            } finally {
              phase.set(Phase.IDLE);
            }
          });
    }
    return true;
  }
}
