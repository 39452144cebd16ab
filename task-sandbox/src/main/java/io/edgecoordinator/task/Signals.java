package io.edgecoordinator.task;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * Signals to processes of ours, by kill(2). Where there is no such function, none is sent. Safe for
 * use by several threads.
 */
final class Signals {

  /** How one system differs from another. */
  private static final boolean IS_LINUX = System.getProperty("os.name", "").equals("Linux");

  private static final int STOP = IS_LINUX ? 19 : 17;
  private static final int CONTINUE = IS_LINUX ? 18 : 19;

  private static final @Nullable MethodHandle KILL = link();

  private Signals() {}

  @SuppressWarnings("restricted") // the coordinator runs with native access
  private static @Nullable MethodHandle link() {
    Linker linker = Linker.nativeLinker();
    ValueLayout.OfInt number = ValueLayout.JAVA_INT;
    return linker
        .defaultLookup()
        .find("kill")
        .map(kill -> linker.downcallHandle(kill, FunctionDescriptor.of(number, number, number)))
        .orElse(null);
  }

  /** Stops a process where it is. Says whether that worked. */
  static boolean stop(long pid) {
    return send(pid, STOP);
  }

  /** Has a process go on where it was. Says whether that worked. */
  static boolean goOn(long pid) {
    return send(pid, CONTINUE);
  }

  private static boolean send(long pid, int signal) {
    // 0 and less would be whole groups of processes.
    if (KILL == null || pid <= 1) {
      return false;
    }
    try {
      return (int) KILL.invokeExact((int) pid, signal) == 0;
    } catch (Throwable impossible) {
      throw new IllegalStateException("kill(2) does not throw", impossible);
    }
  }
}
