package io.edgecoordinator.task.lockdown;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes from this process what a worker never needs, by the kernel's own means, for good: a seccomp
 * filter and resource limits for all its threads; Landlock and the loss of capabilities for the
 * thread that calls and those it starts from then on. Then no thread can open a socket or a file
 * for writing, start a process, or signal another one; and guest code can read no files but those
 * the worker's command line names.
 *
 * <p>To prepare is what takes time, and changes nothing; to enforce takes microseconds.
 */
public final class Lockdown {

  /** Most files, sockets and pipes a worker has open. */
  public static final int OPEN_FILES = 256;

  /** What of this machine's kernel there is to use. */
  public record Support(boolean seccomp, int landlock) {}

  // prctl(2), getrlimit(2), seccomp(2), capabilities(7)
  private static final int PR_SET_PDEATHSIG = 1;
  private static final int PR_SET_NO_NEW_PRIVS = 38;
  private static final int SIGKILL = 9;
  private static final int RLIMIT_CORE = 4;
  private static final int RLIMIT_NOFILE = 7;
  private static final int SET_MODE_FILTER = 1;
  private static final int ALL_THREADS = 1;
  private static final int GET_ACTION_AVAILABLE = 2;
  private static final int ERRNO_ACTION = 0x00050000;
  private static final int CAPABILITY_VERSION_3 = 0x20080522;

  /** {@code CAP_DAC_READ_SEARCH}: root may have to read jars in a folder that is another user's. */
  private static final int MAY_READ = 1 << 2;

  /** What a JVM may look at when it is running, beside what its command line names. */
  private static final List<Path> SYSTEM =
      List.of(
          Path.of("/lib"),
          Path.of("/lib64"),
          Path.of("/usr/lib"),
          Path.of("/usr/lib64"),
          Path.of("/usr/share/zoneinfo"),
          Path.of("/etc/localtime"),
          Path.of("/dev/null"),
          Path.of("/dev/random"),
          Path.of("/dev/urandom"),
          Path.of("/sys/fs/cgroup"),
          Path.of("/sys/devices/system/cpu"));

  /** A system call that is still to be made. */
  @SuppressWarnings("ArrayRecordComponent") // compared with nothing
  private record Step(String what, int number, long[] arguments) {}

  private final List<Step> steps = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();

  /** What the steps point to has to stay where it is. */
  private final List<ByteBuffer> memory = new ArrayList<>();

  private Lockdown() {}

  /** Gets ready, which links to the C library and so takes some milliseconds. */
  public static Lockdown prepare() {
    Lockdown lockdown = new Lockdown();
    SystemCalls calls = SystemCalls.ofThisMachine();
    if (calls == null) {
      lockdown.missing.add("all of it: not known how on " + System.getProperty("os.arch"));
      return lockdown;
    }
    int prctl = calls.number("prctl");
    lockdown.add("end with the coordinator", prctl, PR_SET_PDEATHSIG, SIGKILL);
    lockdown.add("no new privileges", prctl, PR_SET_NO_NEW_PRIVS, 1);
    lockdown.limit(calls, "no core file", RLIMIT_CORE, 0);
    lockdown.limit(calls, "open files", RLIMIT_NOFILE, OPEN_FILES);
    lockdown.files(calls);
    lockdown.capabilities(calls);
    lockdown.filter(calls);
    return lockdown;
  }

  private void add(String what, int number, long... arguments) {
    steps.add(new Step(what, number, arguments));
  }

  private long keep(ByteBuffer buffer) {
    memory.add(buffer);
    return Kernel.address(buffer);
  }

  private void limit(SystemCalls calls, String what, int resource, long most) {
    ByteBuffer limits = Kernel.memory(2 * Long.BYTES).putLong(0, most).putLong(Long.BYTES, most);
    add(what, calls.number("prlimit64"), 0, resource, keep(limits), 0);
  }

  private void files(SystemCalls calls) {
    int version = Landlock.version();
    int rules = version > 0 ? Landlock.rules(calls, version, readable()) : version;
    if (rules < 0) {
      missing.add(refusal("landlock", rules));
    } else {
      add("landlock", SystemCalls.LANDLOCK_RESTRICT_SELF, rules, 0);
    }
  }

  private void capabilities(SystemCalls calls) {
    ByteBuffer header = Kernel.memory(2 * Integer.BYTES).putInt(0, CAPABILITY_VERSION_3);
    // Effective, permitted, inheritable; the lower halves, then the upper.
    ByteBuffer now = Kernel.memory(6 * Integer.BYTES);
    Kernel.call(calls.number("capget"), keep(header), keep(now));
    int kept = now.getInt(Integer.BYTES) & MAY_READ;
    ByteBuffer left = Kernel.memory(6 * Integer.BYTES).putInt(0, kept).putInt(Integer.BYTES, kept);
    add("no capabilities", calls.number("capset"), Kernel.address(header), keep(left));
  }

  private void filter(SystemCalls calls) {
    ByteBuffer program = SeccompFilter.program(calls, (int) ProcessHandle.current().pid());
    int length = program.limit() / SeccompFilter.INSTRUCTION;
    ByteBuffer pointer = Kernel.memory(2 * Long.BYTES).putShort(0, (short) length);
    pointer.putLong(Long.BYTES, keep(program));
    add("seccomp", calls.number("seccomp"), SET_MODE_FILTER, ALL_THREADS, keep(pointer));
  }

  /**
   * Puts it all in force. What this machine doesn't have is left out.
   *
   * @return what was left out, and why
   */
  public List<String> enforce() {
    try {
      for (Step step : steps) {
        long result = Kernel.call(step.number(), step.arguments());
        if (result != 0) {
          missing.add(refusal(step.what(), result));
        }
      }
      return missing;
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  private static String refusal(String what, long error) {
    return what + ": the kernel refuses it (error " + Math.abs(error) + ")";
  }

  private static Set<Path> readable() {
    Set<Path> readable = new LinkedHashSet<>(SYSTEM);
    Path jdk = Path.of(System.getProperty("java.home"));
    readable.addAll(List.of(jdk, jdk.resolve("conf"), jdk.resolve("lib/security")));
    Path self = Path.of("/proc/self");
    readable.add(self);
    try {
      String commandLine = Files.readString(self.resolve("cmdline"), StandardCharsets.UTF_8);
      readable.addAll(NamedPaths.in(List.of(commandLine.split("\0", -1))));
    } catch (IOException noProc) {
      readable.addAll(NamedPaths.in(List.of(System.getProperty("java.class.path"))));
    }
    return readable;
  }

  /** Returns what the kernel offers. */
  public static Support support() {
    SystemCalls calls = SystemCalls.ofThisMachine();
    if (calls == null) {
      return new Support(false, 0);
    }
    ByteBuffer action = Kernel.memory(Integer.BYTES).putInt(0, ERRNO_ACTION);
    long answer =
        Kernel.callWith(
            action, at -> Kernel.call(calls.number("seccomp"), GET_ACTION_AVAILABLE, 0, at));
    return new Support(answer == 0, Math.max(0, Landlock.version()));
  }
}
