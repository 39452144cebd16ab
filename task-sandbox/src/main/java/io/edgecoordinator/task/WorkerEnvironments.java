package io.edgecoordinator.task;

import io.edgecoordinator.flow.Priority;
import io.edgecoordinator.task.ExecutionEnvironment.State;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The environments of one worker. A few are loaded at a time, the others wait; where there is no
 * more room, the one that had no call for longest makes some. Belongs to the event loop.
 */
final class WorkerEnvironments {

  /** Environments whose code is loaded at the same time. */
  private static final int MOST_LOADING = 4;

  /** Environments that are kept although they never had a call, those aside that are pinned. */
  static final int MOST_UNUSED = 16;

  private final int most;
  private final Consumer<ExecutionEnvironment> define;
  private final Map<Integer, ExecutionEnvironment> all = new HashMap<>();
  private final ArrayDeque<ExecutionEnvironment> toLoad = new ArrayDeque<>();
  private final Set<Integer> loading = new HashSet<>();
  private int counted;
  private long evicted;

  /**
   * Creates an empty set.
   *
   * @param most environments at most, those aside that are pinned
   * @param define has the code of one loaded
   */
  WorkerEnvironments(int most, Consumer<ExecutionEnvironment> define) {
    this.most = most;
    this.define = define;
  }

  /** Adds one; its code is loaded as soon as may be. */
  void add(ExecutionEnvironment environment) {
    all.put(environment.id(), environment);
    if (environment.task().priority() == Priority.HIGH) {
      toLoad.addFirst(environment);
    } else {
      toLoad.addLast(environment);
    }
    admit();
  }

  /** Has the code of those loaded for which there is room now. */
  void admit() {
    while (!toLoad.isEmpty() && loading.size() < MOST_LOADING) {
      ExecutionEnvironment next = toLoad.getFirst();
      if (next.state() == State.ENDED) {
        toLoad.removeFirst();
      } else if (isCounted(next) && counted >= most) {
        ExecutionEnvironment oldest = leastRecentlyUsed();
        if (oldest == null) {
          return;
        }
        evict(oldest, "other tasks needed its room");
      } else {
        toLoad.removeFirst();
        loading.add(next.id());
        counted += isCounted(next) ? 1 : 0;
        define.accept(next);
      }
    }
  }

  private static boolean isCounted(ExecutionEnvironment environment) {
    return !environment.task().placement().pinned();
  }

  /** Returns the environment of that number, or null if it has ended. */
  @Nullable ExecutionEnvironment get(int id) {
    return all.get(id);
  }

  /** Takes note that loading has ended, well or not. */
  void loaded(int id) {
    loading.remove(id);
  }

  /** Ends the one that was loaded first among those that never had a call, if they are too many. */
  void endUnused() {
    List<ExecutionEnvironment> unused =
        all.values().stream().filter(each -> each.isEvictable() && each.isUnused()).toList();
    if (unused.size() > MOST_UNUSED) {
      unused.stream()
          .min(WorkerEnvironments::bySince)
          .ifPresent(first -> evict(first, "it had no call yet"));
    }
  }

  /**
   * Takes out one that has ended.
   *
   * @return whether its code had begun to be loaded
   */
  boolean remove(ExecutionEnvironment environment) {
    if (all.remove(environment.id()) == null) {
      return false;
    }
    boolean waited = toLoad.remove(environment);
    if (!waited && isCounted(environment)) {
      counted--;
    }
    return !waited;
  }

  /** Ends some of those that had no call for longest. */
  void evict(int count, String why) {
    for (int i = 0; i < count; i++) {
      ExecutionEnvironment oldest = leastRecentlyUsed();
      if (oldest == null) {
        return;
      }
      evict(oldest, why);
    }
  }

  /** Ends those that had no call since then. */
  void evictUnusedSince(long nanos) {
    for (ExecutionEnvironment environment : List.copyOf(all.values())) {
      if (environment.isEvictable() && environment.since() - nanos < 0) {
        evict(environment, "it had no call for long");
      }
    }
  }

  /** Ends all of them once the calls under way are done, but for those that are being loaded. */
  void evictAll(String why) {
    for (ExecutionEnvironment environment : List.copyOf(all.values())) {
      if (environment.state() != State.STARTING) {
        evict(environment, why);
      }
    }
  }

  private void evict(ExecutionEnvironment environment, String why) {
    evicted++;
    environment.evict(why);
  }

  private @Nullable ExecutionEnvironment leastRecentlyUsed() {
    return all.values().stream()
        .filter(ExecutionEnvironment::isEvictable)
        .min(WorkerEnvironments::bySince)
        .orElse(null);
  }

  private static int bySince(ExecutionEnvironment a, ExecutionEnvironment b) {
    return Long.signum(a.since() - b.since());
  }

  /** Takes out all of them. */
  List<ExecutionEnvironment> clear() {
    List<ExecutionEnvironment> taken = List.copyOf(all.values());
    all.clear();
    toLoad.clear();
    loading.clear();
    counted = 0;
    return taken;
  }

  Collection<ExecutionEnvironment> all() {
    return all.values();
  }

  /** Says whether the code of one is being loaded. */
  boolean isLoading() {
    return !loading.isEmpty();
  }

  /** Says whether some wait until others have made room. */
  boolean isCrowded() {
    return !toLoad.isEmpty() && loading.size() < MOST_LOADING;
  }

  /** Says whether an environment waits until its code can be loaded. */
  boolean isWaiting(ExecutionEnvironment environment) {
    return toLoad.contains(environment);
  }

  /** Returns how many were ended although their task did not ask for it. */
  long evicted() {
    return evicted;
  }
}
