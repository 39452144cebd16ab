package io.edgecoordinator.task;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.store.Entry;
import io.edgecoordinator.store.QueueStatus.Drop;
import io.edgecoordinator.task.ExecutionEnvironment.Ending;
import io.edgecoordinator.task.TaskResult.Failed;
import io.edgecoordinator.task.TaskResult.Reason;
import io.edgecoordinator.task.selection.Claim;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One version of a task at work: takes calls from the task's queue to its environments. Belongs to
 * the event loop.
 */
final class TaskRunner implements ExecutionEnvironment.Owner, CallQueue.Server {

  private final TaskDefinition task;
  private final Dispatcher dispatcher;
  private final CallQueue queue;
  private final CallOutcomes outcomes;
  private final HostServices services;
  private final TaskStatistics statistics;
  private final Seats seats = new Seats();
  private final CallShare calls;
  private final TaskClaims claims;
  private final PublishPermission permission;
  private final Promise<Void> known = Promise.promise();
  private boolean loadsAgain;
  private @Nullable TaskFault fault;
  private boolean serving;
  private long lastCallAt = System.nanoTime();

  /** Creates a runner without environments; it takes no calls before it {@linkplain #serve}s. */
  TaskRunner(
      TaskDefinition task,
      Dispatcher dispatcher,
      CallQueue queue,
      CallOutcomes outcomes,
      HostServices services,
      TaskStatistics statistics) {
    this.task = task;
    this.dispatcher = dispatcher;
    this.queue = queue;
    this.outcomes = outcomes;
    this.services = services;
    this.statistics = statistics;
    this.calls = new CallShare(queue, this);
    this.claims = new TaskClaims(dispatcher.selection(), this, calls, seats);
    this.permission = new PublishPermission(task);
  }

  TaskDefinition task() {
    return task;
  }

  /** Makes the first environment. */
  void load() {
    addEnvironment();
  }

  /** Completes when it is ready, or can't be. */
  Future<Void> known() {
    return known.future();
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

  /** Says whether it does what a definition asks for, and can. */
  boolean does(TaskDefinition definition) {
    return fault == null && task.equals(definition);
  }

  /**
   * Has the calls of the task run from now on, but for those that are for its former version, if it
   * is there yet.
   *
   * @param activation by which it comes into force
   */
  void serve(long activation) {
    serving = true;
    calls.begin(activation);
  }

  /** All that was routed before an activation is in the queue now. */
  void cut(long activation) {
    queue.cut(activation);
  }

  /** Has all versions of the task look for calls. */
  void wake() {
    queue.wake();
  }

  /**
   * Says whether nothing is left to do of what was routed to it; to be asked after the next version
   * has come into force.
   */
  boolean isDone() {
    return !serving || (calls.isDone() && !queue.isAnyResting());
  }

  /** Ends the environments once the calls under way are done; others take the calls that wait. */
  void retire() {
    serving = false;
    claims.withdraw();
    calls.end();
    seats.all().forEach(this::end);
    known.tryComplete();
  }

  /** Ends the calls that would not survive: the task is removed. */
  void withdraw() {
    Failed removed =
        new Failed(Reason.WITHDRAWN, "task " + task.name() + " was removed", "", Duration.ZERO);
    queue.withdraw().forEach(call -> outcomes.ended(call, removed));
  }

  /** Ends environments that had no call for long, and tries to make one that calls wait for. */
  void lookAfter(long now) {
    if (seats.isEmpty()) {
      dispatch();
    } else if (!task.placement().pinned()
        && now - lastCallAt > dispatcher.resources().limits().idle().toNanos()) {
      seats.all().forEach(this::end);
    }
  }

  private void end(Seat seat) {
    seat.environment().end();
    if (seat.environment().state() == ExecutionEnvironment.State.ENDED) {
      leave(seat);
    }
  }

  private void leave(Seat seat) {
    dispatcher.release(seat);
    seats.remove(seat);
  }

  TaskStatus status() {
    return statistics.status(
        task,
        services.state(),
        queue.waiting(),
        seats.underWay(),
        dispatcher.resources().useOf(seats.environments()));
  }

  private Seat addEnvironment() {
    Seat seat = new Seat(this, dispatcher.resources().create(task, this));
    seats.add(seat);
    return seat;
  }

  /** Takes part in the selection as it stands now. */
  void standsDifferently() {
    if (serving) {
      claims.refresh();
    }
  }

  private void dispatch() {
    if (queue.isShared()) {
      queue.wake();
    } else {
      available();
    }
  }

  /** Runs one call, which was chosen, or has an environment made for it. */
  void runNext(Claim<TaskRunner> claim) {
    boolean isGrantedSlot = claim.isGrantedSlot();
    Seat idle = isGrantedSlot ? seats.idle() : null;
    if (isGrantedSlot && idle == null && claims.mayGrow()) {
      dispatcher.hold(addEnvironment(), claim);
    } else if (task.ordered()) {
      runNextInOrder(claim);
      return;
    } else {
      Seat seat = idle == null ? seats.roomiest() : idle;
      TaskCall call = seat == null ? null : calls.poll(claim.priority(), null);
      if (seat != null && call != null) {
        run(call, seat, claim);
      }
    }
    claims.stand();
  }

  private void runNextInOrder(Claim<TaskRunner> claim) {
    for (Seat seat : seats.all()) {
      if (claim.isGrantedSlot() && seat.isIdle() && runInOrder(claim, seat)) {
        return;
      }
    }
    for (Seat seat : seats.all()) {
      if (seat.isRefillable() && runInOrder(claim, seat)) {
        return;
      }
    }
    claims.foundNothing(claim.priority(), claim.isGrantedSlot());
  }

  private boolean runInOrder(Claim<TaskRunner> claim, Seat seat) {
    TaskCall call =
        calls.poll(
            claim.priority(), entry -> queue.order().admits(entry.item().event().device(), seat));
    if (call == null) {
      return false;
    }
    queue.order().began(call, seat);
    run(call, seat, claim);
    claims.stand();
    return true;
  }

  private void run(TaskCall call, Seat seat, Claim<TaskRunner> claim) {
    if (seat.slot() == null) {
      dispatcher.hold(seat, claim);
    }
    lastCallAt = System.nanoTime();
    dispatcher.count(call, 1);
    seat.environment().run(call, lastCallAt);
  }

  @Override
  public void available() {
    standsDifferently();
    dispatcher.dispatch();
  }

  @Override
  public int underWay() {
    return seats.underWay();
  }

  @Override
  public boolean takesOver(Entry<TaskDelivery> entry, Drop reason) {
    return outcomes.takesOver(entry, reason);
  }

  @Override
  public void ready(ExecutionEnvironment environment) {
    fault = null;
    known.tryComplete();
    Seat seat = seats.of(environment);
    if (seat != null) {
      dispatcher.release(seat); // somebody else may have the better claim now
    }
    dispatch();
  }

  @Override
  public void refused(ExecutionEnvironment environment, TaskFault newFault) {
    Seat seat = seats.of(environment);
    if (seat != null) {
      leave(seat);
    }
    fault = newFault;
    known.tryComplete();
    if (serving && seats.isEmpty()) {
      notLoaded(newFault);
    }
    dispatcher.dispatch();
  }

  private void notLoaded(TaskFault why) {
    if (calls.isFormer()) {
      retire();
    } else {
      // What survives a restart waits until the task can be loaded.
      Failed notLoaded = new Failed(Reason.NOT_LOADED, why.toString(), "", Duration.ZERO);
      queue.takeVolatile(calls).forEach(call -> outcomes.ended(call, notLoaded));
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
    Seat seat = seats.of(environment);
    if (seat != null) {
      dispatcher.goesOn(seat);
      if (environment.state() == ExecutionEnvironment.State.ENDED) {
        seats.remove(seat);
      }
    }
    claims.charge(call, result.took().toNanos());
    left(call);
    services.ended(call);
    statistics.ran(result.took());
    outcomes.ended(call, permission.permitted(result));
    if (serving) {
      dispatch();
    } else {
      queue.wake();
      dispatcher.dispatch();
    }
  }

  /** A call is no longer under way to an environment. */
  private void left(TaskCall call) {
    dispatcher.count(call, -1);
    if (task.ordered()) {
      queue.order().ended(call);
    }
  }

  @Override
  public void lost(
      ExecutionEnvironment environment,
      @Nullable TaskCall begun,
      List<TaskCall> waiting,
      Ending ending) {
    Seat seat = seats.of(environment);
    if (seat != null) {
      leave(seat);
    }
    waiting.forEach(this::left);
    waiting.reversed().forEach(queue::putBack);
    if (begun != null) {
      left(begun);
      services.ended(begun);
      lost(begun, environment, ending);
    }
    if (serving && task.placement().pinned() && seats.isEmpty() && !ending.isStop()) {
      addEnvironment();
    }
    boolean isUnknown = !known.future().isComplete();
    if (isUnknown && ending.culprit() == null && !ending.isStop() && !loadsAgain) {
      loadsAgain = true; // it was most likely another's doing; twice would be its own
      addEnvironment();
    } else if (isUnknown) {
      fault =
          new TaskFault(
              task.name(), task.handler().file(), 0, 0, "its worker is gone: " + ending.message());
      known.complete();
    } else if (queue.isServed()) {
      queue.wake();
    } else {
      withdraw();
    }
    dispatcher.dispatch();
  }

  private void lost(TaskCall begun, ExecutionEnvironment environment, Ending ending) {
    if (ending.culprit() == environment) {
      claims.charge(begun, task.limits().timeout().toNanos());
      outcomes.ended(
          begun, new Failed(Reason.TIMED_OUT, ending.message(), "", task.limits().timeout()));
    } else if (begun.attempt() >= queue.limits().attempts() && !ending.isStop()) {
      String message =
          "its worker is gone: " + ending.message() + ", at attempt " + begun.attempt();
      outcomes.ended(begun, new Failed(Reason.WORKER_DIED, message, "", Duration.ZERO));
    } else {
      queue.putBack(begun.nextAttempt());
    }
  }
}
