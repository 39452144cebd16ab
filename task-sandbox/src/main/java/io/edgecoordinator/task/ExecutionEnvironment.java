package io.edgecoordinator.task;

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

  /** What an environment is doing. It goes through these in order; from RUNNING back to IDLE. */
  public enum State {
    /** Its code is being loaded. */
    STARTING,
    /** It waits for a call. */
    IDLE,
    /** It runs a call. */
    RUNNING,
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

    /** A call has ended. */
    void finished(ExecutionEnvironment environment, TaskCall call, TaskResult result);

    /**
     * The worker is gone, and the environment with it.
     *
     * @param begun the call that ran, if one did
     * @param waiting calls that had not begun, in order
     * @param ending why the worker is gone
     */
    void lost(
        ExecutionEnvironment environment,
        @Nullable TaskCall begun,
        List<TaskCall> waiting,
        Ending ending);
  }

  /**
   * Why a worker is gone.
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
  private State state = State.STARTING;
  private boolean ending;
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

  /** Returns what it is doing. */
  public State state() {
    return state;
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
    return !ending && (state == State.IDLE || state == State.RUNNING) && underWay.size() < window();
  }

  private int window() {
    return (int) Math.clamp(WINDOW_MICROS / averageMicros, 1, MAX_WINDOW);
  }

  /** Sends a call on its way; there must be room. */
  void run(TaskCall call, long now) {
    if (underWay.isEmpty()) {
      headSince = now;
      state = State.RUNNING;
    }
    underWay.addLast(call);
    worker.call(this, call);
  }

  /** Ends it once the calls under way are done. */
  void end() {
    if (state != State.ENDED && !ending) {
      ending = true;
      worker.end(this);
      endIfDone();
    }
  }

  private void endIfDone() {
    if (ending && underWay.isEmpty()) {
      state = State.ENDED;
      worker.forget(this);
    }
  }

  /** Says whether it has been at one thing for longer than it may by so much. */
  boolean isOverdue(long now, Duration loading, Duration grace) {
    return switch (state) {
      case STARTING -> now - headSince > loading.toNanos();
      case RUNNING -> now - headSince > task.limits().timeout().plus(grace).toNanos();
      case IDLE, ENDED -> false;
    };
  }

  void defined() {
    if (state == State.STARTING) {
      state = State.IDLE;
      owner.ready(this);
    }
  }

  void undefinable(TaskFault fault) {
    state = State.ENDED;
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
    headSince = now;
    double micros = Math.max(1, result.took().toNanos() / 1e3);
    averageMicros += (micros - averageMicros) * NEWEST;
    if (underWay.isEmpty()) {
      state = State.IDLE;
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

  void lost(Ending ending) {
    if (state == State.ENDED) {
      return;
    }
    state = State.ENDED;
    TaskCall begun = underWay.pollFirst();
    List<TaskCall> waiting = new ArrayList<>(underWay);
    underWay.clear();
    owner.lost(this, begun, waiting, ending);
  }
}
