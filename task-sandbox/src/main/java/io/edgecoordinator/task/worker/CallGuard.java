package io.edgecoordinator.task.worker;

import io.edgecoordinator.task.wire.Outcome;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Watches over what one environment runs, one thing after the other, and ends it when it has broken
 * a limit. {@link #begin} and {@link #finish} belong to the thread that runs it; the others may be
 * called by any.
 */
final class CallGuard {

  /** Nanoseconds between two looks whether an interrupt under way is over. */
  private static final long INTERRUPT_POLL = 100_000;

  private static final long MILLI = 1_000_000;

  private enum Phase {
    IDLE,
    RUNNING,
    INTERRUPTING
  }

  private final String name;
  private final ProcessorShare processor;
  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.IDLE);
  private volatile @Nullable Guest guest;
  private volatile @Nullable CallFailedException breach;
  private final AtomicLong forgiven = new AtomicLong();
  private volatile long startedAt;
  private volatile long allowed;
  private volatile String timeBound = "";
  private long thread;
  private long processorTimeAtStart;

  /**
   * Creates a guard with nothing to do.
   *
   * @param name of the task
   */
  CallGuard(String name, ProcessorShare processor) {
    this.name = name;
    this.processor = processor;
  }

  /**
   * The calling thread begins to run a guest's code.
   *
   * @param now {@code System.nanoTime()}
   * @param nanos how long it may take
   * @param bound what it has broken if it takes longer: a word for the message
   */
  void begin(Guest running, long now, long nanos, String bound) {
    guest = running;
    startedAt = now;
    if (forgiven.get() != 0) {
      forgiven.set(0);
    }
    allowed = nanos;
    timeBound = bound;
    if (breach != null) {
      breach = null;
    }
    if (processor.isLimited()) {
      thread = Thread.currentThread().threadId();
      processorTimeAtStart = Meter.processorTime();
    }
    phase.set(Phase.RUNNING);
  }

  /** It has ended. Waits for an interrupt that is under way, so that it can't hit the next. */
  void finish() {
    if (!phase.compareAndSet(Phase.RUNNING, Phase.IDLE)) {
      while (phase.get() != Phase.IDLE) {
        LockSupport.parkNanos(INTERRUPT_POLL);
      }
    }
    Thread.interrupted();
    if (processor.isLimited()) {
      processor.used(Meter.processorTime() - processorTimeAtStart, System.nanoTime());
    }
  }

  /** Returns why what ran last was ended, or null if nobody ended it. */
  @Nullable CallFailedException breach() {
    return breach;
  }

  /** Says whether something runs. */
  boolean isRunning() {
    return phase.get() != Phase.IDLE;
  }

  /** Ends what runs if it has taken too long. Says whether something runs. */
  boolean check(long now) {
    if (phase.get() == Phase.IDLE) {
      return false;
    }
    long elapsed = now - startedAt - forgiven.get();
    if (elapsed > allowed) {
      end(tooLong(elapsed));
    } else if (processor.isLimited()) {
      CallFailedException excess =
          processor.excess(Meter.processorTime(thread) - processorTimeAtStart, elapsed);
      if (excess != null) {
        end(excess);
      }
    }
    return true;
  }

  private CallFailedException tooLong(long elapsed) {
    return new CallFailedException(
        Outcome.TIMED_OUT,
        timeBound
            + ": ran for "
            + Amount.count(elapsed / MILLI)
            + " ms, its limit is "
            + Amount.count(allowed / MILLI)
            + " ms",
        "");
  }

  /** Time during which the process stood still does not count. */
  void forgive(long nanos) {
    forgiven.addAndGet(nanos);
  }

  /**
   * Ends what runs.
   *
   * @return whether anything did, and nobody had ended it before
   */
  boolean end(CallFailedException why) {
    if (!phase.compareAndSet(Phase.RUNNING, Phase.INTERRUPTING)) {
      return false;
    }
    breach = why;
    Guest running = guest;
    Thread.ofPlatform()
        .daemon()
        .name("interrupt " + name)
        .start(() -> {
          try {
            if (running != null) {
              running.interrupt();
            }
          } finally {
            phase.set(Phase.IDLE);
          }
        });
    return true;
  }
}
