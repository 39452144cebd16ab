package io.edgecoordinator.task;

import io.edgecoordinator.flow.Priority;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where calls of one task run, one after the other: a context in a worker process. Several calls
 * may be under way to it, so that a short handler does not wait for the socket; how many follows
 * from how long its calls take, and only the first of them runs.
 *
 * <p>Belongs to the event loop.
 */
public final class ExecutionEnvironment {

  /** What an environment is doing; {@link Lifecycle} says what may follow what. */
  public enum State {
    /** Its code is being loaded, or it waits for that. */
    STARTING,
    /** It waits for a call. */
    IDLE,
    /** It runs a call. */
    RUNNING,
    /** Its worker is stopped in the middle of a call, and will go on where it was. */
    HELD,
    /** It is gone. */
    ENDED
  }

  /** Told what becomes of an environment and of its calls. */
  interface Owner {
    /** The code is loaded: calls can be run. */
    void ready(ExecutionEnvironment environment);

    /** The code can't be loaded; the environment has ended. */
    void refused(ExecutionEnvironment environment, TaskFault fault);

    /** A call asks for something while it runs. */
    void requested(TaskCall call, HostRequest request, Consumer<HostRequest.Reply> reply);

    /** The task logged a line, in the given call or in none. */
    void logged(@Nullable TaskCall call, int level, String text);

    /** A call has ended. */
    void finished(ExecutionEnvironment environment, TaskCall call, TaskResult result);

    /**
     * The environment is gone: its worker is, or there was no more room for it.
     *
     * @param begun the call that ran, if one did
     * @param waiting calls that had not begun, in order
     * @param ending why it is gone
     */
    void lost(
        ExecutionEnvironment environment,
        @Nullable TaskCall begun,
        List<TaskCall> waiting,
        Ending ending);
  }

  /**
   * Why a worker or an environment is gone.
   *
   * @param culprit the environment whose call could not be stopped, or null if nobody knows
   * @param message one line
   * @param isStop whether the coordinator stops, and its calls are not to blame
   */
  record Ending(@Nullable ExecutionEnvironment culprit, String message, boolean isStop) {
    Ending(@Nullable ExecutionEnvironment culprit, String message) {
      this(culprit, message, false);
    }
  }

  /** Calls under way at most. */
  static final int MAX_WINDOW = 512;

  /** Work that may be under way ahead of the call that runs, in microseconds. */
  private static final double WINDOW_MICROS = 4_000;

  /** Share of the newest call in the average. */
  private static final double NEWEST = 0.1;

  private final int id;
  private final TaskDefinition task;
  private final WorkerProcess worker;
  private final Owner owner;
  private final ArrayDeque<TaskCall> underWay = new ArrayDeque<>();
  private final Lifecycle life = new Lifecycle();
  private boolean ending;
  private boolean used;
  private int urgent;
  private double averageMicros = WINDOW_MICROS;
  private long headSince;

  ExecutionEnvironment(int id, TaskDefinition task, WorkerProcess worker, Owner owner, long now) {
    this.id = id;
    this.task = task;
    this.worker = worker;
    this.owner = owner;
    this.headSince = now;
  }

  int id() {
    return id;
  }

  /** Returns the task whose code is loaded here. */
  public TaskDefinition task() {
    return task;
  }

  WorkerProcess worker() {
    return worker;
  }

  /** Returns what it is doing. */
  public State state() {
    return life.state();
  }

  /** Returns how many calls are under way, the running one included. */
  int underWay() {
    return underWay.size();
  }

  /** Returns since when it is at what it does, in the nanoseconds of {@link System#nanoTime()}. */
  long since() {
    return headSince;
  }

  /** Says whether one more call may be under way. */
  boolean hasRoom() {
    return !ending && (life.is(State.IDLE) || life.is(State.RUNNING)) && underWay.size() < window();
  }

  /** Returns how many calls of high priority are under way. */
  int urgent() {
    return urgent;
  }

  /** Says whether it may be ended to make room for another. */
  boolean isEvictable() {
    return life.is(State.IDLE) && !ending && !task.placement().pinned();
  }

  /** Says whether it never had a call: it was made to see whether its code loads. */
  boolean isUnused() {
    return !used;
  }

  private int window() {
    return (int) Math.clamp(WINDOW_MICROS / averageMicros, 1, MAX_WINDOW);
  }

  /** Sends a call on its way; there must be room. */
  void run(TaskCall call, long now) {
    if (underWay.isEmpty()) {
      headSince = now;
      life.become(State.RUNNING);
    }
    used = true;
    underWay.addLast(call);
    urgent += isUrgent(call) ? 1 : 0;
    worker.call(this, call);
  }

  private static boolean isUrgent(TaskCall call) {
    return call.delivery().priority() == Priority.HIGH;
  }

  /** Ends it once the calls under way are done. */
  void end() {
    if (!life.is(State.ENDED) && !ending) {
      ending = true;
      worker.end(this);
      endIfDone();
    }
  }

  private void endIfDone() {
    if (ending && underWay.isEmpty()) {
      life.become(State.ENDED);
      worker.forget(this);
    }
  }

  /** Ends it, once the calls under way are done, although its owner did not ask for it. */
  void evict(String why) {
    end();
    if (life.is(State.ENDED)) {
      owner.lost(this, null, List.of(), new Ending(null, why));
    }
  }

  /** Its code begins to be loaded. */
  void beginsToLoad(long now) {
    headSince = now;
  }

  /** Its worker has been stopped. */
  void held() {
    if (life.is(State.RUNNING)) {
      life.become(State.HELD);
    }
  }

  /** Its worker goes on after so many nanoseconds, which do not count. */
  void goesOn(long heldFor) {
    headSince += heldFor;
    if (life.is(State.HELD)) {
      life.become(State.RUNNING);
    }
  }

  /** Says whether it has been at one thing for longer than it may by so much. */
  boolean isOverdue(long now, Duration loading, Duration grace) {
    return switch (life.state()) {
      case STARTING -> now - headSince > loading.toNanos();
      case RUNNING ->
          now - headSince > task.limits().timeout().plus(grace).plus(processorPause()).toNanos();
      case IDLE, HELD, ENDED -> false;
    };
  }

  /** How long the worker may put off a call of a task that may not use a whole processor. */
  private Duration processorPause() {
    return task.limits().quotas().processor() < 100 ? Duration.ofSeconds(1) : Duration.ZERO;
  }

  void defined() {
    if (life.is(State.STARTING)) {
      life.become(State.IDLE);
      headSince = System.nanoTime();
      owner.ready(this);
    }
  }

  void undefinable(TaskFault fault) {
    life.become(State.ENDED);
    owner.refused(this, fault);
  }

  /**
   * Takes the result of the call that ran.
   *
   * @return whether the result is of that call; if not, the worker can't be trusted
   */
  boolean result(long callId, TaskResult result, long now) {
    TaskCall call = underWay.peekFirst();
    if (call == null || call.id() != callId) {
      return false;
    }
    underWay.removeFirst();
    urgent -= isUrgent(call) ? 1 : 0;
    headSince = now;
    double micros = Math.max(1, result.took().toNanos() / 1e3);
    averageMicros += (micros - averageMicros) * NEWEST;
    if (underWay.isEmpty()) {
      life.become(State.IDLE);
      endIfDone();
    }
    owner.finished(this, call, result);
    return true;
  }

  /** Takes what the call that runs asks for; what another asks for is not answered. */
  void requested(long callId, HostRequest request, Consumer<HostRequest.Reply> reply) {
    TaskCall call = underWay.peekFirst();
    if (call != null && call.id() == callId) {
      owner.requested(call, request, reply);
    }
  }

  void logged(int level, String text) {
    owner.logged(underWay.peekFirst(), level, text);
  }

  void lost(Ending ending) {
    if (life.is(State.ENDED)) {
      return;
    }
    life.become(State.ENDED);
    TaskCall begun = underWay.pollFirst();
    List<TaskCall> waiting = new ArrayList<>(underWay);
    underWay.clear();
    owner.lost(this, begun, waiting, ending);
  }
}
