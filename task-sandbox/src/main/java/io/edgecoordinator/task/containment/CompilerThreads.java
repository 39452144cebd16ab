package io.edgecoordinator.task.containment;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Has the compilers of a worker stand back behind its calls: a young worker compiles its own
 * compiler for some seconds, and on a small box its calls would wait for that. Linux only;
 * elsewhere nothing happens. Safe for use by several threads.
 */
public final class CompilerThreads {

  /** How far the compiler of guest code stands back behind the other threads, see nice(2). */
  private static final int GUEST = 15;

  /** The same of the compiler that the JVM itself has; code that runs is waiting for it, too. */
  private static final int HOST = 5;

  private static final int PRIO_PROCESS = 0;

  private static final int LOWEST = 19;

  private static final MethodHandle GET_PRIORITY =
      link("getpriority", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
  private static final MethodHandle SET_PRIORITY =
      link("setpriority", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);

  private CompilerThreads() {}

  @SuppressWarnings("restricted") // the coordinator runs with native access
  private static MethodHandle link(String function, MemoryLayout... arguments) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(function),
        FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments));
  }

  /** Does so for those that a process has now. Threads that are gone, or not ours, are passed. */
  public static void standBack(long pid) {
    Path threads = Path.of("/proc", Long.toString(pid), "task");
    try (DirectoryStream<Path> all = Files.newDirectoryStream(threads)) {
      int others = niceness((int) pid);
      for (Path thread : all) {
        String name = Files.readString(thread.resolve("comm"));
        if (name.startsWith("TruffleCompiler")) {
          set(thread, others + GUEST);
        } else if (name.startsWith("C2 Compiler")) {
          set(thread, others + HOST);
        }
      }
    } catch (IOException gone) {
      // The process has ended, or the system has no such folder.
    }
  }

  private static int niceness(int thread) {
    try {
      return (int) GET_PRIORITY.invokeExact(PRIO_PROCESS, thread);
    } catch (Throwable impossible) {
      throw new IllegalStateException("getpriority(2) does not throw", impossible);
    }
  }

  private static void set(Path thread, int niceness) {
    try {
      int id = Integer.parseInt(thread.getFileName().toString());
      int _ = (int) SET_PRIORITY.invokeExact(PRIO_PROCESS, id, Math.min(niceness, LOWEST));
    } catch (Throwable impossible) {
      throw new IllegalStateException("setpriority(2) does not throw", impossible);
    }
  }
}
