package io.edgecoordinator.task.containment;

import io.edgecoordinator.task.lockdown.Lockdown;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What contains the workers on this box: a tool that gives them namespaces, control groups, and
 * what they do to themselves ({@link Lockdown}). Each of them is tried when it is made; what the
 * box doesn't give is left out and named, and is never a reason not to start.
 *
 * <p>Safe for use by several threads. Its methods wait for files and processes, so they do not
 * belong on the event loop, but for {@link #inForce} and {@link #summary}.
 */
public final class Containment {

  private static final Logger log = LoggerFactory.getLogger(Containment.class);

  /** Workers that may fail before the first has ever connected, until the next wrapper is tried. */
  private static final int DOUBTS = 2;

  /** Any will do to see whether limits can be set. */
  private static final CellLimits TRIAL = new CellLimits(64 << 20, 100, 64);

  private final List<Wrapper> wrappers;
  private final Cgroups cgroups;
  private final Lockdown.Support support;
  private final AtomicInteger failures = new AtomicInteger();
  private volatile boolean proven;

  private Containment(List<Wrapper> wrappers, Cgroups cgroups, Lockdown.Support support) {
    this.wrappers = wrappers;
    this.cgroups = cgroups;
    this.support = support;
  }

  /**
   * Finds out what this box gives. Takes some 100 ms.
   *
   * @param command a command that starts a worker; the files it names must be there
   */
  public static Containment probe(List<String> command) {
    // The launcher of the JVM loads its libraries, says this and ends.
    List<String> trial = new ArrayList<>(command);
    trial.add(1, "-fullversion");
    Cgroups cgroups = findCgroups();
    // Those after the first that works are for the case that workers don't start in it after all.
    List<Wrapper> working =
        Wrapper.all().stream()
            .dropWhile(wrapper -> !(wrapper instanceof NoWrapper) && !works(wrapper.around(trial)))
            .toList();
    return new Containment(working, tried(cgroups, trial), Lockdown.support());
  }

  private static boolean works(List<String> command) {
    @Nullable String problem = Trial.problemWith(command);
    if (problem != null) {
      log.debug("{}: {}", command.getFirst(), problem);
    }
    return problem == null;
  }

  private static Cgroups findCgroups() {
    try {
      CgroupMounts mounts = CgroupMounts.read();
      boolean version1 = mounts.ownGroup("memory").isPresent();
      if (version1 || mounts.ownGroup().isEmpty()) {
        return new CgroupsV1(mounts);
      }
      return CgroupsV2.in(mounts.ownGroup().orElseThrow(), mounts.isInRoot());
    } catch (IOException refused) {
      return new NoCgroups("cgroups may not be used: " + refused.getMessage());
    }
  }

  private static Cgroups tried(Cgroups cgroups, List<String> trial) {
    try {
      Cgroups.Group group = cgroups.open("trial", TRIAL);
      @Nullable String problem = Trial.problemWith(Cell.through(group.doors(), trial));
      group.remove();
      if (problem == null) {
        return cgroups;
      }
      cgroups.close();
      return new NoCgroups("cgroups can't be used: " + problem);
    } catch (IOException refused) {
      cgroups.close();
      return new NoCgroups("cgroups can't be used: " + refused.getMessage());
    }
  }

  /**
   * Makes what a worker is started in.
   *
   * @param worker its name, unique in this process
   */
  public Cell open(String worker, CellLimits limits) {
    Cgroups.Group group;
    try {
      group = cgroups.open("worker-" + worker, limits);
    } catch (IOException refused) {
      log.warn("worker {} is in no cgroup: {}", worker, refused.getMessage());
      group = new NoCgroups("refused");
    }
    return new Cell(wrapper(), group, this);
  }

  private Wrapper wrapper() {
    return wrappers.get(Math.min(failures.get() / DOUBTS, wrappers.size() - 1));
  }

  /** A worker has connected, so workers can start in what they are started in. */
  void works() {
    proven = true;
  }

  /** A worker has ended by itself before it connected. */
  void failed() {
    if (proven) {
      return;
    }
    Wrapper former = wrapper();
    failures.incrementAndGet();
    if (!wrapper().equals(former)) {
      log.warn("workers do not start in {}; next with {}", former.name(), wrapper().name());
    }
  }

  /** Returns all that contains workers, and what would on another box. */
  public List<Measure> inForce() {
    List<Measure> measures = new ArrayList<>(wrapper().measures());
    String kernel = "the kernel does not offer it here";
    measures.add(
        support.seccomp()
            ? Measure.inForce("system calls", "seccomp: no sockets, processes, written files")
            : Measure.missing("system calls", "seccomp: " + kernel));
    measures.add(
        support.landlock() > 0
            ? Measure.inForce("file access", "landlock " + support.landlock() + ": read-only")
            : Measure.missing("file access", "landlock: " + kernel));
    measures.add(
        support.seccomp()
            ? Measure.inForce("privileges", "none to be gained, capabilities dropped")
            : Measure.missing("privileges", kernel));
    measures.add(
        support.seccomp()
            ? Measure.inForce("open files", "at most " + Lockdown.OPEN_FILES)
            : Measure.missing("open files", kernel));
    measures.addAll(cgroups.measures());
    return measures;
  }

  /** Returns the same in one line. */
  public String summary() {
    List<Measure> all = inForce();
    String there =
        all.stream()
            .filter(Measure::inForce)
            .map(measure -> measure.what() + " (" + measure.by() + ")")
            .collect(Collectors.joining(", "));
    String missing =
        all.stream()
            .filter(measure -> !measure.inForce())
            .map(measure -> measure.what() + " (" + measure.by() + ")")
            .collect(Collectors.joining(", "));
    return "workers are contained in: "
        + (there.isEmpty() ? "nothing" : there)
        + (missing.isEmpty() ? "" : "; not in: " + missing);
  }

  /** Removes what was made for all workers, who must be gone. */
  public void close() {
    cgroups.close();
  }
}
