package io.edgecoordinator.task;

import io.edgecoordinator.task.ExecutionEnvironment.State;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A worker process, for those who look.
 *
 * @param name unique in this run of the coordinator
 * @param pid its process id, 0 while it is being started
 * @param use what it is for: a language, a task, or {@code spare} and a language
 * @param environments how many are in it, by what they do; none of those that there are not
 * @param memory what it takes
 * @param waitsFor why it is not started yet, or null
 */
public record WorkerStatus(
    String name,
    long pid,
    String use,
    Map<State, Integer> environments,
    Memory memory,
    @Nullable String waitsFor) {

  /**
   * Memory of a worker, in bytes.
   *
   * @param resident what the process has for itself, as last measured; 0 if not known
   * @param planned what is set aside for it
   * @param heapLive heap that was in use after the last collection; 0 if not known
   * @param heapMost heap there may be
   */
  public record Memory(long resident, long planned, long heapLive, long heapMost) {}
}
