package io.edgecoordinator.task.containment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What is around one worker. Used in this order: {@link #around}, {@link #connected}, {@link
 * #ended}.
 */
public final class Cell {

  /** Said by a worker's shell that could not enter a control group. */
  static final String OUTSIDE = "is outside of its control group";

  /**
   * Enters the groups whose doors are named before {@code --} and becomes the command after it, so
   * that all the worker uses is counted from its first instruction on.
   */
  private static final String ENTER =
      "while [ \"$1\" != -- ]; do echo $$ >\"$1\" || echo \"worker "
          + OUTSIDE
          + " $1\" >&2; shift; done; shift; exec \"$@\"";

  /** Status of a process that was killed, as a shell or a wrapper says it. */
  private static final int KILLED = 128 + 9;

  /** Nanoseconds that a process may take to stop. */
  private static final long STOP_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /**
   * Starts a process in a session of its own, where the system has it: what a terminal sends, as
   * for Ctrl-C, is for the coordinator alone, which ends its workers in order.
   */
  private static final Path SETSID = Path.of(Wrapper.find("setsid"));

  private final Wrapper wrapper;
  private final Cgroups.Group group;
  private final Containment containment;
  private volatile boolean connected;

  Cell(Wrapper wrapper, Cgroups.Group group, Containment containment) {
    this.wrapper = wrapper;
    this.group = group;
    this.containment = containment;
  }

  /**
   * Returns the command to start instead of a worker's own.
   *
   * <p>The thread that starts it has to live as long as the process: when it ends, the kernel takes
   * that for the end of the parent and kills the worker.
   */
  public List<String> around(List<String> command) {
    return through(group.doors(), apart(wrapper.around(command)));
  }

  private static List<String> apart(List<String> command) {
    if (!Files.isExecutable(SETSID)) {
      return command;
    }
    List<String> all = new ArrayList<>(List.of(SETSID.toString()));
    all.addAll(command);
    return all;
  }

  static List<String> through(List<Path> doors, List<String> command) {
    if (doors.isEmpty()) {
      return command;
    }
    List<String> all = new ArrayList<>(List.of("/bin/sh", "-c", ENTER, "sh"));
    doors.forEach(door -> all.add(door.toString()));
    all.add("--");
    all.addAll(command);
    return all;
  }

  /**
   * Ends a process. Until its worker has called back, what it has started is ended one by one, a
   * little later: a wrapper that dies before it told its child to go on leaves it waiting for ever.
   */
  public void end(Process process) {
    if (connected) {
      process.destroyForcibly();
    } else {
      Thread.startVirtualThread(() -> endWithAllInside(process));
    }
  }

  private static void endWithAllInside(Process process) {
    if (process.isAlive()) {
      Signals.stop(process.pid());
      long deadline = System.nanoTime() + STOP_NANOS;
      // Until then it may be at starting another.
      while (process.isAlive() && !isStopped(process.pid()) && System.nanoTime() - deadline < 0) {
        LockSupport.parkNanos(LOOK_NANOS);
      }
    }
    List<ProcessHandle> inside = process.descendants().toList();
    process.destroyForcibly();
    inside.forEach(ProcessHandle::destroyForcibly);
  }

  /** Says whether a process is known to be stopped; where there is no /proc, it is taken to be. */
  private static boolean isStopped(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
    } catch (IOException gone) {
      return true;
    }
  }

  /** The worker has connected to the coordinator. */
  public void connected() {
    connected = true;
    containment.works();
  }

  /**
   * Returns the process id of the worker's JVM, of which a wrapper is an ancestor. Good from the
   * moment it has connected.
   *
   * @param process what was started
   */
  public static long pid(Process process) {
    long pid = process.pid();
    for (long child = onlyChild(pid); child > 0; child = onlyChild(pid)) {
      pid = child;
    }
    return pid;
  }

  private static long onlyChild(long pid) {
    Path children = Path.of("/proc/" + pid + "/task/" + pid + "/children");
    try {
      String child = Files.readString(children).strip();
      return child.isEmpty() || child.contains(" ") ? 0 : Long.parseLong(child);
    } catch (IOException goneOrNotOffered) {
      return ProcessHandle.of(pid)
          .flatMap(process -> process.children().findFirst())
          .map(ProcessHandle::pid)
          .orElse(0L);
    }
  }

  /**
   * The worker's process is gone; removes its control groups.
   *
   * @param status of the process that was started
   * @return the limit it was ended for by the kernel, and its value, if that is how it ended
   */
  public Optional<String> ended(int status) {
    if (!connected && status != KILLED) {
      containment.failed();
    }
    Optional<String> broken = group.broken();
    group.remove();
    return broken;
  }
}
