package io.edgecoordinator.task;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts the requests of one kind that are not answered, and bounds them. */
final class OpenRequests {

  private final String what;
  private final int most;
  private final int mostPerCall;
  private final Map<Caller, Integer> open = new HashMap<>();
  private int all;
  private long granted;
  private long refused;

  /**
   * One call of one task.
   *
   * @param id see {@link TaskCall#id}
   */
  record Caller(String task, long id, int attempt) {
    static Caller of(TaskDefinition task, TaskCall call) {
      return new Caller(task.name(), call.id(), call.attempt());
    }
  }

  /**
   * Creates the count.
   *
   * @param what the kind, in the plural
   */
  OpenRequests(String what, int most, int mostPerCall) {
    this.what = what;
    this.most = most;
    this.mostPerCall = mostPerCall;
  }

  /** Takes one more, which must be {@link #close}d; or returns why not. */
  @Nullable String open(Caller caller) {
    int ofCall = open.getOrDefault(caller, 0);
    if (ofCall >= mostPerCall) {
      refused++;
      return "this call has %d %s under way, which is the most".formatted(ofCall, what);
    }
    if (all >= most) {
      refused++;
      return "%d %s are under way on this box, which is the most".formatted(all, what);
    }
    open.put(caller, ofCall + 1);
    all++;
    granted++;
    return null;
  }

  void close(Caller caller) {
    all--;
    open.computeIfPresent(caller, (_, count) -> count == 1 ? null : count - 1);
  }

  /** Counts one that was refused for another reason. */
  String refuse(String why) {
    refused++;
    return why;
  }

  HostCounters.Kind counters() {
    return new HostCounters.Kind(granted, refused, all);
  }
}
