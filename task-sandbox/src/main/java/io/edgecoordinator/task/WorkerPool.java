package io.edgecoordinator.task;

import io.edgecoordinator.task.ExecutionEnvironment.Ending;
import io.vertx.core.Context;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers there are, within the budget: one for each use, and a spare for each language. One
 * for which there is no room waits; idle ones are ended to make some, the least recently used
 * first. Belongs to the event loop.
 */
final class WorkerPool {

  private static final Logger log = LoggerFactory.getLogger(WorkerPool.class);

  /** Nanoseconds that a worker stays at least, so that two do not take turns all the time. */
  private static final long LEAST_STAY = TimeUnit.SECONDS.toNanos(1);

  /** Nanoseconds that a worker without environments stays. */
  private static final long EMPTY_STAY = TimeUnit.SECONDS.toNanos(5);

  /** Nanoseconds until a spare is started, so that it is not in the way of what it is to spare. */
  private static final long SPARE_DELAY = TimeUnit.SECONDS.toNanos(2);

  /** Nanoseconds without a spare after one was ended for its memory. */
  private static final long SPARE_PAUSE = TimeUnit.SECONDS.toNanos(30);

  private final Context loop;
  private final WorkerLauncher launcher;
  private final WorkerProcess.Owner owner;
  private final ResourceLimits limits;
  private final WorkerSizes sizes;
  private final Map<WorkerUse, WorkerProcess> inUse = new LinkedHashMap<>();
  private final Map<TaskRuntime, WorkerProcess> spares = new EnumMap<>(TaskRuntime.class);
  private final ArrayDeque<WorkerProcess> waiting = new ArrayDeque<>();
  private final Set<WorkerProcess> unwanted = new HashSet<>();
  private long waitingSince;
  private long sparesFrom;
  private int lastWorker;
  private long waited;
  private long endedForRoom;
  private long evicted;

  /**
   * Creates a pool without workers.
   *
   * @param owner told what they do
   */
  WorkerPool(
      Context loop,
      WorkerLauncher launcher,
      ResourceLimits limits,
      WorkerSizes sizes,
      WorkerProcess.Owner owner) {
    this.loop = loop;
    this.launcher = launcher;
    this.limits = limits;
    this.owner = owner;
    this.sizes = sizes;
    this.sparesFrom = System.nanoTime();
  }

  WorkerSizes sizes() {
    return sizes;
  }

  /** Returns the worker for a task; if there is no room for it yet, it waits for some. */
  WorkerProcess of(TaskDefinition task) {
    WorkerUse use = WorkerUse.of(task);
    WorkerProcess worker = inUse.get(use);
    if (worker == null) {
      long now = System.nanoTime();
      WorkerPlan plan = sizes.of(task);
      worker = use.inProcess() ? null : takeSpare(plan);
      if (worker != null) {
        inUse.put(use, worker);
      } else {
        worker = create(plan);
        inUse.put(use, worker);
        seat(worker, use, now);
      }
    }
    return worker;
  }

  private void seat(WorkerProcess worker, WorkerUse use, long now) {
    if (use.inProcess()) {
      launch(worker, use, now);
      return;
    }
    if (waiting.isEmpty()) {
      waitingSince = now;
    }
    waiting.addLast(worker);
    makeRoom(now);
    waited += worker.isLaunched() ? 0 : 1;
  }

  private WorkerProcess create(WorkerPlan plan) {
    return new WorkerProcess(Integer.toString(++lastWorker), plan, loop, owner);
  }

  private void launch(WorkerProcess worker, WorkerUse use, long now) {
    worker.launched(now);
    launcher.launch(worker, use);
  }

  /** Takes the spare, if there is one that is large enough and room for one more in use. */
  private @Nullable WorkerProcess takeSpare(WorkerPlan plan) {
    WorkerProcess spare = spares.get(plan.runtime());
    if (spare == null
        || spare.plan().heap() < plan.heap()
        || seated() >= limits.budget().workers()
        || reserved() - costOf(spare) + spare.plan().memory() > limits.budget().memory()) {
      return null;
    }
    spares.remove(plan.runtime());
    spare.takenInUse(System.nanoTime());
    sparesFrom = System.nanoTime() + SPARE_DELAY;
    return spare;
  }

  /** What a spare takes: it has not used its heap yet. */
  private static long costOf(WorkerProcess spare) {
    return Footprint.of(spare.plan().runtime()).process();
  }

  /** Returns how many worker processes are in use. */
  private int seated() {
    return (int) inUse.entrySet().stream().filter(WorkerPool::isSeated).count();
  }

  private static boolean isSeated(Map.Entry<WorkerUse, WorkerProcess> entry) {
    return !entry.getKey().inProcess() && entry.getValue().isLaunched();
  }

  /** Returns the bytes that are set aside for workers. */
  long reserved() {
    long used =
        inUse.entrySet().stream()
            .filter(WorkerPool::isSeated)
            .mapToLong(entry -> entry.getValue().plan().memory())
            .sum();
    return used + spares.values().stream().mapToLong(WorkerPool::costOf).sum();
  }

  private boolean fits(WorkerPlan plan) {
    return seated() < limits.budget().workers()
        && reserved() + plan.memory() <= limits.budget().memory();
  }

  /** Starts workers that wait, as far as there is room or can be made. */
  void makeRoom(long now) {
    for (WorkerProcess next; (next = waiting.peekFirst()) != null; ) {
      WorkerUse use = useOf(next);
      if (use == null) {
        waiting.removeFirst();
      } else if (fits(next.plan())) {
        waiting.removeFirst();
        waitingSince = now;
        launch(next, use, now);
      } else if (!endOne(now)) {
        return;
      }
    }
  }

  private @Nullable WorkerUse useOf(WorkerProcess worker) {
    for (Map.Entry<WorkerUse, WorkerProcess> entry : inUse.entrySet()) {
      if (entry.getValue() == worker) {
        return entry.getKey();
      }
    }
    return null;
  }

  /** Ends what is needed least for one that waits. Says whether there is more room now. */
  private boolean endOne(long now) {
    if (seated() < limits.budget().workers() && endSpare()) {
      return true;
    }
    WorkerProcess idle = leastRecentlyUsed(now);
    if (idle != null) {
      end(idle, "another worker needs its room");
      return true;
    }
    if (now - waitingSince > limits.turn().toNanos()) {
      retireLongest(now);
    }
    return false;
  }

  /** Ends a spare, if there is one, that of JavaScript last. Says whether there was. */
  boolean endSpare() {
    List<WorkerProcess> all = new ArrayList<>(spares.values());
    if (all.isEmpty()) {
      return false;
    }
    sparesFrom = System.nanoTime() + SPARE_PAUSE;
    end(all.getLast(), "its memory is needed");
    return true;
  }

  /** Returns the worker that did nothing for longest, or null if all are at work. */
  @Nullable WorkerProcess leastRecentlyUsed(long now) {
    WorkerProcess oldest = null;
    for (Map.Entry<WorkerUse, WorkerProcess> entry : inUse.entrySet()) {
      WorkerProcess worker = entry.getValue();
      if (isSeated(entry)
          && worker.isIdle()
          && now - worker.startedAt() >= LEAST_STAY
          && (oldest == null || worker.usedAt() - oldest.usedAt() < 0)) {
        oldest = worker;
      }
    }
    return oldest;
  }

  /** Ends the environments of the worker that is there for longest, once their calls are done. */
  private void retireLongest(long now) {
    WorkerProcess longest = null;
    for (Map.Entry<WorkerUse, WorkerProcess> entry : inUse.entrySet()) {
      WorkerProcess worker = entry.getValue();
      if (isSeated(entry)
          && now - worker.startedAt() > limits.turn().toNanos()
          && worker.environments().all().stream().noneMatch(WorkerPool::isPinned)
          && (longest == null || worker.startedAt() - longest.startedAt() < 0)) {
        longest = worker;
      }
    }
    if (longest != null) {
      waitingSince = now;
      longest.environments().evictAll("other workers wait for room");
    }
  }

  private static boolean isPinned(ExecutionEnvironment environment) {
    return environment.task().placement().pinned();
  }

  /** Ends a worker that is not needed now. */
  void end(WorkerProcess worker, String why) {
    unwanted.add(worker);
    endedForRoom++;
    worker.kill(new Ending(null, why));
  }

  /** Ends workers and spares without a use, and starts the spares that there should be. */
  void lookAfter(long now) {
    for (WorkerProcess worker : List.copyOf(inUse.values())) {
      boolean isEmpty = worker.environments().all().isEmpty();
      if (isEmpty && now - worker.usedAt() > EMPTY_STAY) {
        unwanted.add(worker);
        worker.kill(new Ending(null, "no task needs it"));
      }
    }
    makeRoom(now);
    provideSpares(now);
  }

  private void provideSpares(long now) {
    Set<TaskRuntime> languages = EnumSet.of(TaskRuntime.JS);
    for (WorkerUse use : inUse.keySet()) {
      if (!use.inProcess()) {
        languages.add(use.runtime());
      }
    }
    for (WorkerProcess spare : List.copyOf(spares.values())) {
      if (!languages.contains(spare.plan().runtime())) {
        unwanted.add(spare);
        spare.kill(new Ending(null, "no task is in its language"));
      }
    }
    if (limits.spare() && waiting.isEmpty() && now - sparesFrom >= 0) {
      languages.removeAll(spares.keySet());
      languages.forEach(language -> provideSpare(language, now));
    }
  }

  /** Starts a spare, if the budget affords one. */
  void provideSpare(TaskRuntime language, long now) {
    WorkerPlan plan = sizes.shared(language);
    long cost = Footprint.of(language).process();
    if (reserved() + cost <= limits.budget().memory()) {
      WorkerProcess spare = create(plan);
      spares.put(language, spare);
      launch(spare, WorkerUse.spare(language), now);
    }
  }

  /** Takes out a worker that has ended. */
  void ended(WorkerProcess worker, Ending ending) {
    boolean wanted = !unwanted.remove(worker);
    if (!wanted) {
      log.info("worker {} is ended: {}", worker.name(), ending.message());
    } else if (!ending.isStop()) {
      log.warn("worker {} is gone: {}", worker.name(), ending.message());
    }
    evicted += worker.environments().evicted();
    launcher.ended(worker, wanted && !ending.isStop());
    inUse.values().remove(worker);
    waiting.remove(worker);
    long soon = System.nanoTime() + SPARE_DELAY;
    if (spares.values().remove(worker) && soon - sparesFrom > 0) {
      sparesFrom = soon;
    }
  }

  /** Returns the workers in use, by their use. */
  Map<WorkerUse, WorkerProcess> inUse() {
    return inUse;
  }

  Collection<WorkerProcess> spares() {
    return spares.values();
  }

  /** Returns those in use and the spares. */
  List<WorkerProcess> all() {
    List<WorkerProcess> all = new ArrayList<>(inUse.values());
    all.addAll(spares.values());
    return all;
  }

  /** Returns what a worker waits for before it is started, or null if it does not wait. */
  @Nullable String waitsFor(WorkerProcess worker) {
    if (worker.isLaunched()) {
      return null;
    }
    int workers = limits.budget().workers();
    return seated() >= workers
        ? "a worker: %d in use of %d".formatted(seated(), workers)
        : "memory: %s in use of %s"
            .formatted(
                WorkerSizes.mebibytes(reserved()), WorkerSizes.mebibytes(limits.budget().memory()));
  }

  long waited() {
    return waited;
  }

  long endedForRoom() {
    return endedForRoom;
  }

  long evicted() {
    return evicted + all().stream().mapToLong(each -> each.environments().evicted()).sum();
  }
}
