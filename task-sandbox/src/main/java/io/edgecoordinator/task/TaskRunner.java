package io.edgecoordinator.task;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.store.Entry;
import io.edgecoordinator.store.QueueStatus.Drop;
import io.edgecoordinator.task.ExecutionEnvironment.Ending;
import io.edgecoordinator.task.TaskResult.Failed;
import io.edgecoordinator.task.TaskResult.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One version of a task at work: takes calls from the task's queue to its environments. Belongs to
 * the event loop.
 */
final class TaskRunner implements ExecutionEnvironment.Owner, CallQueue.Server {

  private final TaskDefinition task;
  private final ResourceManager resources;
  private final SchedulerLimits limits;
  private final CallQueue queue;
  private final CallOutcomes outcomes;
  private final HostServices services;
  private final TaskStatistics statistics;
  private final List<ExecutionEnvironment> environments = new ArrayList<>();
  private final PublishPermission permission;
  private @Nullable Runnable onReady;
  private @Nullable TaskFault fault;
  private boolean serving;
  private long lastCallAt = System.nanoTime();

  /** Creates a runner without environments; it takes no calls before it {@linkplain #serve}s. */
  TaskRunner(
      TaskDefinition task,
      ResourceManager resources,
      SchedulerLimits limits,
      CallQueue queue,
      CallOutcomes outcomes,
      HostServices services,
      TaskStatistics statistics) {
    this.task = task;
    this.resources = resources;
    this.limits = limits;
    this.queue = queue;
    this.outcomes = outcomes;
    this.services = services;
    this.statistics = statistics;
    this.permission = new PublishPermission(task);
  }

  TaskDefinition task() {
    return task;
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

  /** Takes a delivery into the queue. Says whether there was room. */
  boolean submit(TaskDelivery delivery, Acknowledgement acknowledgement) {
    lastCallAt = System.nanoTime();
    if (!queue.offer(delivery, acknowledgement)) {
      statistics.failed(delivery, 1, queueFull());
      return false;
    }
    dispatch();
    return true;
  }

  Failed queueFull() {
    return new Failed(
        Reason.QUEUE_FULL,
        "the queue of task " + task.name() + " is full (" + queue.waiting() + " calls wait)",
        "",
        Duration.ZERO);
  }

  /** Has the calls of the task run from now on, in place of its former version. */
  void serve() {
    serving = true;
    queue.serve(this);
  }

  /** Ends the environments once the calls under way are done; others take the calls that wait. */
  void retire() {
    serving = false;
    List.copyOf(environments).forEach(this::end);
  }

  /** Ends the calls that would not survive: the task is removed. */
  void withdraw() {
    Failed removed =
        new Failed(Reason.WITHDRAWN, "task " + task.name() + " was removed", "", Duration.ZERO);
    queue.withdraw().forEach(call -> outcomes.ended(call, removed));
  }

  /** Ends environments that had no call for long, and tries to make one that calls wait for. */
  void lookAfter(long now) {
    if (environments.isEmpty()) {
      dispatch();
    } else if (!task.placement().pinned()
        && now - lastCallAt > resources.limits().idle().toNanos()) {
      List.copyOf(environments).forEach(this::end);
    }
  }

  private void end(ExecutionEnvironment environment) {
    environment.end();
    if (environment.state() == ExecutionEnvironment.State.ENDED) {
      environments.remove(environment);
    }
  }

  TaskStatus status() {
    return statistics.status(
        task, services.state(), queue.waiting(), underWay(), environments.size());
  }

  private int underWay() {
    return environments.stream().mapToInt(ExecutionEnvironment::underWay).sum();
  }

  private void addEnvironment() {
    environments.add(resources.create(task, this));
  }

  private void dispatch() {
    if (!serving) {
      return;
    }
    long now = System.nanoTime();
    while (queue.isWaiting()) {
      ExecutionEnvironment roomiest = roomiest();
      if (roomiest == null) {
        provideEnvironment();
        return;
      }
      TaskCall call = queue.poll();
      if (call == null) {
        // What waits is on disk, and on its way from there.
        return;
      }
      lastCallAt = now;
      roomiest.run(call, now);
    }
  }

  @Override
  public void available() {
    dispatch();
  }

  @Override
  public boolean takesOver(Entry<TaskDelivery> entry, Drop reason) {
    return outcomes.takesOver(entry, reason);
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
    if (serving && environments.isEmpty()) {
      // What survives a restart waits until the task can be loaded.
      Failed notLoaded = new Failed(Reason.NOT_LOADED, newFault.toString(), "", Duration.ZERO);
      queue.takeVolatile().forEach(call -> outcomes.ended(call, notLoaded));
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
  public void requested(TaskCall call, HostRequest request, Consumer<HostRequest.Reply> reply) {
    services.request(call, request, reply);
  }

  @Override
  public void logged(@Nullable TaskCall call, int level, String text) {
    statistics.lines().line(call, level, text);
  }

  @Override
  public void finished(ExecutionEnvironment environment, TaskCall call, TaskResult result) {
    if (environment.state() == ExecutionEnvironment.State.ENDED) {
      environments.remove(environment);
    }
    services.ended(call);
    statistics.ran(result.took());
    outcomes.ended(call, permitted(result));
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
      services.ended(begun);
      lost(begun, environment, ending);
    }
    if (onReady != null) {
      fault =
          new TaskFault(
              task.name(), task.handler().file(), 0, 0, "its worker is gone: " + ending.message());
      known();
    } else if (queue.isServed()) {
      queue.wake();
    } else {
      withdraw();
    }
  }

  private void lost(TaskCall begun, ExecutionEnvironment environment, Ending ending) {
    if (ending.culprit() == environment) {
      outcomes.ended(
          begun, new Failed(Reason.TIMED_OUT, ending.message(), "", task.limits().timeout()));
    } else if (begun.attempt() >= limits.attempts() && !ending.isStop()) {
      String message =
          "its worker is gone: " + ending.message() + ", at attempt " + begun.attempt();
      outcomes.ended(begun, new Failed(Reason.WORKER_DIED, message, "", Duration.ZERO));
    } else {
      queue.putBack(begun.nextAttempt());
    }
  }
}
