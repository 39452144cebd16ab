package io.edgecoordinator.task.containment;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Stops processes and has them go on where they were. The first use takes some milliseconds, those
 * after it microseconds. Safe for use by several threads.
 */
public final class Signals {

  private static final boolean MAC = System.getProperty("os.name").startsWith("Mac");
  private static final int SIGSTOP = MAC ? 17 : 19;
  private static final int SIGCONT = MAC ? 19 : 18;

  private static final MethodHandle KILL = link();

  private Signals() {}

  @SuppressWarnings("restricted") // the coordinator runs with native access
  private static MethodHandle link() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("kill"),
        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
  }

  /**
   * Stops a process, all its threads, until {@link #resume}.
   *
   * @return whether there is such a process, and it may be stopped
   */
  public static boolean stop(long pid) {
    return send(pid, SIGSTOP);
  }

  /** Has a stopped process go on; returns whether there is such a process. */
  public static boolean resume(long pid) {
    return send(pid, SIGCONT);
  }

  private static boolean send(long pid, int signal) {
    if (pid <= 1) {
      // These numbers mean more than one process.
      throw new IllegalArgumentException("no process of ours: " + pid);
    }
    try {
      return (int) KILL.invokeExact((int) pid, signal) == 0;
    } catch (Throwable impossible) {
      throw new IllegalStateException("kill(2) does not throw", impossible);
    }
  }
}
