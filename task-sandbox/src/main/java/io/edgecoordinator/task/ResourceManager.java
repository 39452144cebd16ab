package io.edgecoordinator.task;

import io.edgecoordinator.task.ExecutionEnvironment.Ending;
import io.edgecoordinator.task.ExecutionEnvironment.State;
import io.edgecoordinator.task.containment.CompilerThreads;
import io.edgecoordinator.task.containment.Containment;
import io.edgecoordinator.task.containment.Measure;
import io.edgecoordinator.task.selection.Availability;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Hands out execution environments, and sees to it that all of them together take no more of the
 * box than they may. {@link WorkerPool} has the processes they are in.
 *
 * <p>Belongs to one event loop: all its methods are called there.
 */
public final class ResourceManager implements Urgency {

  /** Milliseconds between two looks at what takes too long. */
  private static final long CHECK_MILLIS = 50;

  /** Milliseconds between two looks at what is not needed any more, and at memory. */
  private static final long LOOK_AFTER_MILLIS = 1_000;

  /** Share of a worker's heap that may be live before environments in it are ended. */
  private static final double MOST_LIVE = 0.75;

  /** One part in so many of a worker's environments is ended at once when memory is short. */
  private static final int PART_TO_EVICT = 4;

  /**
   * Nanoseconds since its last call after which a worker or an environment is not worth its memory
   * when that is short. One that is used now and then would only be made again.
   */
  private static final long LATELY = 60_000_000_000L;

  private final Vertx vertx;
  private final Context loop;
  private final ResourceLimits limits;
  private final WorkerLauncher launcher;
  private final WorkerPool pool;
  private final WorkerHolds holds;
  private final Availability availability;
  private long refused;
  private boolean closed;

  /**
   * Creates a manager; {@link #start} makes it ready.
   *
   * @param loop the event loop it belongs to
   * @param command how workers are started
   */
  public ResourceManager(Vertx vertx, Context loop, WorkerCommand command, ResourceLimits limits) {
    this.vertx = vertx;
    this.loop = loop;
    this.limits = limits;
    this.launcher = new WorkerLauncher(loop, command);
    WorkerSizes sizes = new WorkerSizes(limits, command.runtime().compiles());
    this.pool = new WorkerPool(loop, launcher, limits, sizes, new Listener());
    this.holds = new WorkerHolds(pool, new HoldPolicy(limits.processors(), limits.hold()));
    // Whoever lacks memory waits in the pool, which makes room; it keeps nobody from being chosen.
    this.availability = Availability.of(limits.processors(), Long.MAX_VALUE);
  }

  /** Opens the socket for the workers and starts the first of them. */
  public Future<Void> start() {
    return launcher
        .open()
        .onSuccess(_ -> {
          // Nobody looks after workers before: there would be a spare in place of this one.
          pool.provideSpare(TaskRuntime.JS, System.nanoTime());
          vertx.setPeriodic(CHECK_MILLIS, _ -> check());
          vertx.setPeriodic(LOOK_AFTER_MILLIS, _ -> lookAfter());
        });
  }

  /** Makes an environment for a task. Its owner hears when it is ready, or why it can't be. */
  ExecutionEnvironment create(TaskDefinition task, ExecutionEnvironment.Owner owner) {
    Optional<String> refusal = pool.sizes().refusal(task);
    if (refusal.isEmpty()) {
      return pool.of(task).create(task, owner);
    }
    refused++;
    // A worker that is never started, for an environment that never was.
    WorkerProcess none = new WorkerProcess("", pool.sizes().of(task), loop, new Listener());
    ExecutionEnvironment environment = none.create(task, owner);
    TaskFault fault = new TaskFault(task.name(), task.handler().file(), 0, 0, refusal.get());
    loop.runOnContext(_ -> {
      if (environment.state() == State.STARTING) {
        environment.undefinable(fault);
      }
    });
    return environment;
  }

  /** Returns what the box can bear now. */
  Availability available() {
    return availability;
  }

  @Override
  public void urgent(boolean areThere) {
    holds.waits(areThere, System.nanoTime());
  }

  /**
   * Returns what would contain workers on this box. Waits for short-lived processes.
   *
   * @param command how workers are started
   */
  public static List<Measure> containment(WorkerCommand command) {
    Containment containment = WorkerLauncher.probe(command, Path.of("workers.sock"));
    try {
      return containment.inForce();
    } finally {
      containment.close();
    }
  }

  /** Returns the bounds in force. */
  ResourceLimits limits() {
    return limits;
  }

  /** Returns the workers there are. */
  public List<WorkerStatus> workers() {
    List<WorkerStatus> workers = new ArrayList<>();
    pool.inUse().forEach((use, worker) -> workers.add(status(worker, use.toString())));
    for (WorkerProcess spare : pool.spares()) {
      String language = spare.plan().runtime().name().toLowerCase(Locale.ROOT);
      workers.add(status(spare, "spare " + language));
    }
    return workers;
  }

  private WorkerStatus status(WorkerProcess worker, String use) {
    WorkerStatus.Memory memory =
        new WorkerStatus.Memory(
            worker.resident(),
            worker.plan().memory(),
            worker.heap().live(),
            worker.heap().most() == 0 ? worker.plan().heap() : worker.heap().most());
    return new WorkerStatus(
        worker.name(),
        worker.pid(),
        use,
        byState(worker.environments().all()),
        memory,
        pool.waitsFor(worker));
  }

  private static Map<State, Integer> byState(Collection<ExecutionEnvironment> environments) {
    Map<State, Integer> counts = new EnumMap<>(State.class);
    environments.forEach(each -> counts.merge(each.state(), 1, Integer::sum));
    return counts;
  }

  /** Returns what the given environments do, and what those wait for that are starting. */
  EnvironmentUse useOf(Collection<ExecutionEnvironment> environments) {
    if (environments.isEmpty()) {
      return EnvironmentUse.NONE;
    }
    String waitsFor = null;
    for (ExecutionEnvironment environment : environments) {
      waitsFor = waitsFor == null ? waitsFor(environment) : waitsFor;
    }
    return new EnvironmentUse(byState(environments), waitsFor);
  }

  private @Nullable String waitsFor(ExecutionEnvironment environment) {
    WorkerProcess worker = environment.worker();
    String room = pool.waitsFor(worker);
    if (room != null || !worker.environments().isWaiting(environment)) {
      return room;
    }
    return worker.environments().isCrowded()
        ? "room in its worker: there are %d environments".formatted(worker.plan().environments())
        : "others to be loaded";
  }

  /** Returns what was done since the start. */
  public ResourceCounters counters() {
    return new ResourceCounters(
        launcher.started(),
        pool.endedForRoom(),
        pool.waited(),
        pool.evicted(),
        refused,
        holds.held());
  }

  /** Returns the bytes set aside for workers, of those that the budget has. */
  public long memoryReserved() {
    return pool.reserved();
  }

  /** Ends all workers at once. */
  public Future<Void> close() {
    closed = true;
    // First of all, since calls that lose their worker ask for another.
    Future<Void> allGone = launcher.close();
    Ending stop = new Ending(null, "the coordinator stops", true);
    pool.all().forEach(worker -> worker.kill(stop));
    return allGone;
  }

  private void check() {
    long now = System.nanoTime();
    for (WorkerProcess worker : List.copyOf(pool.inUse().values())) {
      worker.check(now, limits.loading(), limits.grace());
    }
    holds.look(now);
    pool.makeRoom(now);
  }

  private void lookAfter() {
    if (closed) {
      return;
    }
    long now = System.nanoTime();
    for (WorkerProcess worker : List.copyOf(pool.inUse().values())) {
      worker.environments().evictUnusedSince(now - limits.idle().toNanos());
    }
    pool.lookAfter(now);
    measure();
  }

  private void measure() {
    Map<WorkerProcess, Long> pids = new HashMap<>();
    pool.all().stream()
        .filter(WorkerProcess::isProcess)
        .forEach(worker -> pids.put(worker, worker.pid()));
    vertx
        .executeBlocking(() -> {
          pids.values().stream().filter(pid -> pid > 0).forEach(CompilerThreads::standBack);
          pids.replaceAll((_, pid) -> ProcessMemory.own(pid));
          return pids;
        })
        .onSuccess(this::measured);
  }

  private void measured(Map<WorkerProcess, Long> bytes) {
    bytes.forEach(WorkerProcess::measured);
    long all = bytes.values().stream().mapToLong(Long::longValue).sum();
    if (all > limits.budget().memory() && !closed && !pool.endSpare()) {
      long now = System.nanoTime();
      long lately = now - LATELY;
      WorkerProcess idle = pool.leastRecentlyUsed(now);
      if (idle != null && idle.usedAt() - lately < 0) {
        pool.end(idle, "the workers take more than isolation.memory");
      } else {
        pool.inUse().values().forEach(each -> each.environments().evictUnusedSince(lately));
      }
    }
  }

  private static void evictSome(WorkerProcess worker) {
    int count = Math.ceilDiv(worker.environments().all().size(), PART_TO_EVICT);
    worker.environments().evict(count, "memory is short");
  }

  /** Hears what workers do. */
  private final class Listener implements WorkerProcess.Owner {

    @Override
    public void ended(WorkerProcess worker, Ending ending) {
      pool.ended(worker, ending);
    }

    @Override
    public void urgent(WorkerProcess worker) {
      holds.begins(worker, System.nanoTime());
    }

    @Override
    public void reported(WorkerProcess worker) {
      WorkerProcess.Heap heap = worker.heap();
      if (heap.live() > heap.most() * MOST_LIVE) {
        evictSome(worker);
      }
    }
  }
}
