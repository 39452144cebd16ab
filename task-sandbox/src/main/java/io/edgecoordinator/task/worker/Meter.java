package io.edgecoordinator.task.worker;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * Counts what the threads that run one environment allocate, in bytes; one thread runs it at a
 * time. Beginning and ending a run costs some 40 ns each, so it is done for a batch of calls.
 */
final class Meter {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Thread that runs it now, or 0. */
  private long thread;

  /** What that thread had allocated when it began. */
  private long base;

  /** What earlier runs allocated. */
  private long allocated;

  /** Called by a thread that begins to run the environment. */
  synchronized void begin() {
    // Another one may be on its way out still.
    allocated = allocated();
    thread = Thread.currentThread().threadId();
    base = THREADS.getCurrentThreadAllocatedBytes();
  }

  /** Called by the same thread when it turns to something else. */
  synchronized void end() {
    if (thread == Thread.currentThread().threadId()) {
      allocated = allocated();
      thread = 0;
    }
  }

  /** Returns the bytes that were allocated for the environment since it began. */
  synchronized long allocated() {
    return thread == 0 ? allocated : allocated + THREADS.getThreadAllocatedBytes(thread) - base;
  }

  /** Returns nanoseconds of processor time that the calling thread has used since it began. */
  static long processorTime() {
    return THREADS.getCurrentThreadCpuTime();
  }

  /** Returns the same of another thread. */
  static long processorTime(long thread) {
    return Math.max(0, THREADS.getThreadCpuTime(thread));
  }
}
