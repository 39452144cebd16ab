package io.edgecoordinator.task.worker;

import io.edgecoordinator.task.wire.Outcome;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One environment: a queue of calls, and the guest that runs them one after the other, on whichever
 * thread is at hand. A guest whose call was ended from outside is in an unknown state, so it is
 * thrown away and the next call gets a new one.
 */
final class Environment implements Runnable, MemoryGuard.Tenant {

  /** How long loading may take, at least, in nanoseconds. */
  private static final long LOAD_TIMEOUT = 20_000_000_000L;

  /** How often a call is run again that was ended for the memory that another one held. */
  private static final int REPEATS = 1;

  private final GuestDefinition definition;
  private final GuestLanguage language;
  private final Outbox outbox;
  private final Watchdog watchdog;
  private final Executor threads;
  private final TaskLog log;
  private final HostLink host;
  private final ProcessorShare processor;
  private final OutputQuota quota;
  private final CallGuard guard;
  private final Meter meter = new Meter();

  private final Queue<GuestCall> queue = new ArrayDeque<>();
  private boolean scheduled;
  private boolean ended;

  private HeapLedger.@Nullable Account memory;
  private volatile boolean condemned;
  private @Nullable Guest guest;

  Environment(
      GuestDefinition definition,
      GuestLanguage language,
      Outbox outbox,
      Watchdog watchdog,
      Executor threads) {
    long now = System.nanoTime();
    this.definition = definition;
    this.language = language;
    this.outbox = outbox;
    this.watchdog = watchdog;
    this.threads = threads;
    this.log = new TaskLog(definition.environment(), outbox, definition.limits().log());
    this.host = new HostLink(definition.environment(), outbox, log);
    this.processor = new ProcessorShare(definition.limits().processor(), now);
    this.quota = new OutputQuota(definition.limits(), now);
    this.guard = new CallGuard(definition.task(), processor);
  }

  /** Loads the code, on a thread of the pool, and tells the coordinator how that went. */
  void define() {
    synchronized (queue) {
      scheduled = true;
    }
    memory = watchdog.memory().admit(this, definition.limits().memory());
    watchdog.watch(guard);
    threads.execute(() -> {
      meter.begin();
      try {
        load();
        outbox.defined(definition.environment());
      } catch (LoadFailedException failure) {
        forget();
        outbox.undefinable(definition.environment(), failure);
        return;
      } finally {
        meter.end();
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

  /** Gives it up with what it runs, as far as that can be interrupted. */
  void abandon() {
    synchronized (queue) {
      queue.clear();
      ended = true;
    }
    Guest running = guest;
    if (running != null) {
      Thread.ofPlatform()
          .daemon()
          .name("end " + definition.task())
          .start(() -> {
            running.interrupt();
            running.close();
          });
    }
  }

  /** Runs the calls that wait, until there are none. */
  @Override
  public void run() {
    meter.begin();
    try {
      for (GuestCall call; (call = next()) != null; ) {
        answer(call);
      }
    } finally {
      meter.end();
    }
  }

  private @Nullable GuestCall next() {
    if (condemned) {
      throwAway();
    }
    synchronized (queue) {
      GuestCall call = queue.poll();
      if (call != null) {
        return call;
      }
    }
    outbox.flush();
    prepare();
    synchronized (queue) {
      GuestCall call = queue.poll();
      if (call != null) {
        return call;
      }
      if (!ended) {
        scheduled = false;
        return null;
      }
    }
    forget();
    return null;
  }

  private void forget() {
    watchdog.forget(guard);
    discard();
    watchdog.memory().dismiss(account());
  }

  private void answer(GuestCall call) {
    waitForProcessor();
    log.nextCall();
    for (int repeats = 0; ; repeats++) {
      long start = System.nanoTime();
      try {
        GuestOutput output = run(call);
        long end = System.nanoTime();
        quota.admit(output, end);
        outbox.completed(definition.environment(), call.id(), end - start, output);
        break;
      } catch (CallFailedException thrown) {
        long end = System.nanoTime();
        CallFailedException failure = afterFailure(thrown);
        if (failure == null && repeats < REPEATS) {
          continue;
        }
        CallFailedException known = failure == null ? thrown : failure;
        outbox.failed(definition.environment(), call.id(), end - start, known);
        break;
      }
    }
    log.endCall();
    if (definition.fresh()) {
      discard();
      watchdog.memory().discarded(account());
    }
  }

  /** Lets go of a guest in an unknown state. Returns null if the call should run again. */
  private @Nullable CallFailedException afterFailure(CallFailedException failure) {
    return switch (failure.outcome()) {
      case OUT_OF_MEMORY -> {
        condemned = false;
        long used = watchdog.memory().used();
        discard();
        yield watchdog.memory().release(account(), used);
      }
      case TIMED_OUT, TOO_MUCH_PROCESSOR -> {
        discard();
        watchdog.memory().discarded(account());
        yield failure;
      }
      case COMPLETED, THREW, INVALID_RESULT, OUTPUT_TOO_LARGE, TOO_MANY_EVENTS -> failure;
    };
  }

  private void waitForProcessor() {
    if (!processor.isLimited()) {
      return;
    }
    long now = System.nanoTime();
    long end = now + processor.pause(now);
    if (end > now) {
      outbox.flush();
      Reader.relieveCurrent();
    }
    for (; now < end; now = System.nanoTime()) {
      LockSupport.parkNanos(end - now);
    }
  }

  private GuestOutput run(GuestCall call) throws CallFailedException {
    Guest ready = guest == null ? loaded() : guest;
    host.nextCall(call.id());
    GuestOutput output = null;
    CallFailedException failure = null;
    boolean broken = false;
    long timeout = definition.limits().timeout().toMillis();
    long left = Math.max(0, call.deadline() - System.currentTimeMillis());
    long now = System.nanoTime();
    if (left < timeout) {
      guard.begin(ready, now, left * 1_000_000, "deadline");
    } else {
      guard.begin(ready, now, timeout * 1_000_000, "timeout");
    }
    watchdog.wake();
    try {
      output = ready.call(call);
    } catch (CallFailedException thrown) {
      failure = thrown;
    } catch (OutOfMemoryError full) {
      failure = new CallFailedException(Outcome.OUT_OF_MEMORY, "memory: there is none left", "");
    } catch (RuntimeException | StackOverflowError unexpected) {
      failure = new CallFailedException(Outcome.THREW, "the guest failed: " + unexpected, "");
      broken = true;
    } finally {
      guard.finish();
    }
    CallFailedException breach = guard.breach();
    if (breach != null || broken) {
      discard();
    }
    if (output != null) {
      return output;
    }
    if (breach != null) {
      throw breach;
    }
    if (failure != null) {
      throw failure;
    }
    throw new IllegalStateException("a call ended with nothing");
  }

  private Guest loaded() throws CallFailedException {
    try {
      return load();
    } catch (LoadFailedException failure) {
      CallFailedException breach = guard.breach();
      if (breach != null && breach.outcome() == Outcome.OUT_OF_MEMORY) {
        throw breach;
      }
      throw new CallFailedException(
          Outcome.THREW, failure.file() + ":" + failure.line() + ": " + failure.text(), "");
    }
  }

  /** Makes the next call's guest ready while nothing waits, if each call gets one of its own. */
  private void prepare() {
    if (definition.fresh() && guest == null && !isEnded()) {
      try {
        load();
      } catch (LoadFailedException again) {
        // The next call tries once more and says so.
      }
    }
  }

  private boolean isEnded() {
    synchronized (queue) {
      return ended;
    }
  }

  private Guest load() throws LoadFailedException {
    Guest loading = language.create(definition, host);
    guest = loading;
    long allowed = Math.max(LOAD_TIMEOUT, definition.limits().timeout().toNanos());
    guard.begin(loading, System.nanoTime(), allowed, "loading");
    watchdog.wake();
    LoadFailedException failure = null;
    try {
      loading.load();
    } catch (LoadFailedException thrown) {
      failure = thrown;
    } catch (OutOfMemoryError full) {
      failure = new LoadFailedException(definition.file(), 0, 0, "memory: there is none left");
    } catch (RuntimeException | StackOverflowError unexpected) {
      failure = new LoadFailedException(definition.file(), 0, 0, "the guest failed: " + unexpected);
    } finally {
      guard.finish();
    }
    CallFailedException breach = guard.breach();
    if (breach != null) {
      failure = new LoadFailedException(definition.file(), 0, 0, breach.text());
    }
    if (failure == null) {
      return loading;
    }
    discard();
    throw failure;
  }

  private void discard() {
    Guest old = guest;
    guest = null;
    if (old != null) {
      old.close();
    }
  }

  @Override
  public long allocated() {
    return meter.allocated();
  }

  @Override
  public void condemn(CallFailedException why) {
    condemned = true;
    if (!guard.end(why)) {
      synchronized (queue) {
        if (!scheduled) {
          scheduled = true;
          threads.execute(this);
        }
      }
    }
  }

  /** Throws away what holds too much memory, between two calls. */
  private void throwAway() {
    condemned = false;
    long used = watchdog.memory().used();
    discard();
    CallFailedException why = watchdog.memory().release(account(), used);
    if (why != null) {
      log.note(TaskLog.WARN, why.text() + "; its environment begins anew");
    }
  }

  private HeapLedger.Account account() {
    if (memory == null) {
      throw new IllegalStateException("not defined yet");
    }
    return memory;
  }
}
