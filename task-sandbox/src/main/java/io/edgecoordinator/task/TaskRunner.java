package io.edgecoordinator.task;

import io.edgecoordinator.event.Source;
import io.edgecoordinator.log.LogThrottle;
import io.edgecoordinator.task.ExecutionEnvironment.Ending;
import io.edgecoordinator.task.TaskResult.Failed;
import io.edgecoordinator.task.TaskResult.Reason;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One deployed task at work: its calls that wait, and its environments. Belongs to the event loop.
 */
final class TaskRunner implements ExecutionEnvironment.Owner {

  private static final Logger log = LoggerFactory.getLogger(TaskRunner.class);

  /** Share of the newest call in the mean. */
  private static final double NEWEST = 0.05;

  private final TaskDefinition task;
  private final ResourceManager resources;
  private final SchedulerLimits limits;
  private final Results results;
  private final Source.Task source;
  private final String resultTopic;
  private final CallQueue queue;
  private final List<ExecutionEnvironment> environments = new ArrayList<>();
  private final PublishPermission permission;
  private final LogThrottle complaints = new LogThrottle(2, InstantSource.system());
  private final Map<Reason, Long> failures = new EnumMap<>(Reason.class);
  private @Nullable Runnable onReady;
  private @Nullable TaskFault fault;
  private boolean retired;
  private @Nullable TaskRunner successor;
  private long calls;
  private double averageMicros;
  private @Nullable String lastFailure;
  private long lastCallAt = System.nanoTime();

  /** Given each call that ended, and how. */
  @FunctionalInterface
  interface Results {
    void ended(TaskRunner runner, TaskCall call, TaskResult result);
  }

  /** Creates a runner without environments. */
  TaskRunner(
      TaskDefinition task, ResourceManager resources, SchedulerLimits limits, Results results) {
    this.task = task;
    this.resources = resources;
    this.limits = limits;
    this.results = results;
    this.source = new Source.Task(task.name());
    this.resultTopic = PublishPermission.resultTopic(task);
    this.queue = new CallQueue(limits.queuedCalls(), limits.queuedBytes());
    this.permission = new PublishPermission(task);
  }

  TaskDefinition task() {
    return task;
  }

  /** Returns the source of the events that the task gives. */
  Source.Task source() {
    return source;
  }

  /** Returns where a result goes that names no topic. */
  String resultTopic() {
    return resultTopic;
  }

  /** Makes the first environment; tells when it is ready or can't be. */
  void load(Runnable whenKnown) {
    onReady = whenKnown;
    addEnvironment();
  }

  /** Returns why the task can't be loaded, or null. */
  @Nullable TaskFault fault() {
    return fault;
  }

  /** Takes a call into the queue. Says whether there was room. */
  boolean submit(TaskCall call) {
    if (retired) {
      return successor != null && successor.submit(call);
    }
    lastCallAt = System.nanoTime();
    if (!queue.offer(call)) {
      count(call, queueFull());
      return false;
    }
    dispatch();
    return true;
  }

  TaskResult.Failed queueFull() {
    return new Failed(
        Reason.QUEUE_FULL,
        "the queue of task " + task.name() + " is full (" + queue.size() + " calls wait)",
        "",
        Duration.ZERO);
  }

  /** Hands the calls that wait to the runner of the task's next version, and ends. */
  void retire(@Nullable TaskRunner nextVersion) {
    retired = true;
    successor = nextVersion;
    handOver();
    List.copyOf(environments).forEach(this::end);
  }

  private void handOver() {
    for (TaskCall call; (call = queue.poll()) != null; ) {
      if (successor == null || !successor.submit(call)) {
        String removed = "task " + task.name() + " was removed";
        results.ended(this, call, new Failed(Reason.WITHDRAWN, removed, "", Duration.ZERO));
      }
    }
  }

  /** Ends environments that had no call for long. */
  void endIdle(long now) {
    if (!task.pinned() && now - lastCallAt > resources.limits().idle().toNanos()) {
      List.copyOf(environments).forEach(this::end);
    }
  }

  private void end(ExecutionEnvironment environment) {
    environment.end();
    if (environment.state() == ExecutionEnvironment.State.ENDED) {
      environments.remove(environment);
    }
  }

  /** Says whether no call waits or is under way. */
  boolean isIdle() {
    return queue.isEmpty() && underWay() == 0;
  }

  TaskStatus status() {
    return new TaskStatus(
        task,
        calls,
        Map.copyOf(failures),
        queue.size(),
        underWay(),
        environments.size(),
        Math.round(averageMicros),
        lastFailure);
  }

  private int underWay() {
    return environments.stream().mapToInt(ExecutionEnvironment::underWay).sum();
  }

  private void addEnvironment() {
    environments.add(resources.create(task, this));
  }

  private void dispatch() {
    long now = System.nanoTime();
    while (!queue.isEmpty()) {
      ExecutionEnvironment roomiest = roomiest();
      if (roomiest == null) {
        provideEnvironment();
        return;
      }
      TaskCall call = queue.poll();
      if (call != null) {
        roomiest.run(call, now);
      }
    }
  }

  /** Returns the environment with the fewest calls under way among those that have room. */
  private @Nullable ExecutionEnvironment roomiest() {
    ExecutionEnvironment roomiest = null;
    for (ExecutionEnvironment environment : environments) {
      if (environment.hasRoom()
          && (roomiest == null || environment.underWay() < roomiest.underWay())) {
        roomiest = environment;
      }
    }
    return roomiest;
  }

  private void provideEnvironment() {
    boolean oneComes =
        environments.stream().anyMatch(e -> e.state() == ExecutionEnvironment.State.STARTING);
    if (!oneComes && environments.size() < task.limits().concurrency()) {
      addEnvironment();
    }
  }

  @Override
  public void ready(ExecutionEnvironment environment) {
    fault = null;
    known();
    dispatch();
  }

  @Override
  public void refused(ExecutionEnvironment environment, TaskFault newFault) {
    environments.remove(environment);
    fault = newFault;
    known();
    // Not while loading for the first time: then nobody calls yet.
    for (TaskCall call; environments.isEmpty() && (call = queue.poll()) != null; ) {
      ended(call, new Failed(Reason.NOT_LOADED, newFault.toString(), "", Duration.ZERO));
    }
  }

  private void known() {
    Runnable waiting = onReady;
    onReady = null;
    if (waiting != null) {
      waiting.run();
    }
  }

  @Override
  public void finished(ExecutionEnvironment environment, TaskCall call, TaskResult result) {
    if (environment.state() == ExecutionEnvironment.State.ENDED) {
      environments.remove(environment);
    }
    double micros = result.took().toNanos() / 1e3;
    averageMicros += (micros - averageMicros) * (calls == 0 ? 1 : NEWEST);
    ended(call, permitted(result));
    dispatch();
  }

  private TaskResult permitted(TaskResult result) {
    if (!(result instanceof TaskResult.Completed completed)) {
      return result;
    }
    String refusal = completed.topic() == null ? null : permission.refusal(completed.topic());
    for (TaskResult.Publication publication : completed.published()) {
      refusal = refusal == null ? permission.refusal(publication.topic()) : refusal;
    }
    return refusal == null
        ? result
        : new Failed(Reason.NOT_PERMITTED, refusal, "", completed.took());
  }

  @Override
  public void lost(
      ExecutionEnvironment environment,
      @Nullable TaskCall begun,
      List<TaskCall> waiting,
      Ending ending) {
    environments.remove(environment);
    waiting.reversed().forEach(queue::putBack);
    if (begun != null) {
      lost(begun, environment, ending);
    }
    if (onReady != null) {
      fault =
          new TaskFault(
              task.name(), task.handler().file(), 0, 0, "its worker is gone: " + ending.message());
      known();
    } else if (retired) {
      handOver();
    } else {
      dispatch();
    }
  }

  private void lost(TaskCall begun, ExecutionEnvironment environment, Ending ending) {
    if (ending.culprit() == environment) {
      ended(begun, new Failed(Reason.TIMED_OUT, ending.message(), "", task.limits().timeout()));
    } else if (begun.attempt() >= limits.attempts()) {
      String message =
          "its worker is gone: " + ending.message() + ", at attempt " + begun.attempt();
      ended(begun, new Failed(Reason.WORKER_DIED, message, "", Duration.ZERO));
    } else {
      queue.putBack(begun.nextAttempt());
    }
  }

  private void ended(TaskCall call, TaskResult result) {
    count(call, result);
    results.ended(this, call, result);
  }

  private void count(TaskCall call, TaskResult result) {
    calls++;
    if (result instanceof Failed failed) {
      failures.merge(failed.reason(), 1L, Long::sum);
      lastFailure = failed.message();
      if (complaints.permits()) {
        log.warn(
            "task {} failed on event {} ({}, attempt {}): {}: {}{}{}",
            task.name(),
            call.event().idText(),
            call.event().topic(),
            call.attempt(),
            failed.reason(),
            failed.message(),
            failed.details().isEmpty() ? "" : " " + failed.details().replace('\n', ' '),
            complaints.takeSuppressed());
      }
    }
  }
}
