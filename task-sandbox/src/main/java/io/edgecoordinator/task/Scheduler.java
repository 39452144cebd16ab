package io.edgecoordinator.task;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Addresses;
import io.edgecoordinator.event.Admission;
import io.edgecoordinator.event.Arrival;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.EventBatch;
import io.edgecoordinator.event.EventIds;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.flow.Delivery;
import io.edgecoordinator.flow.DeliveryBatch;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes the calls of tasks at the addresses {@code task.<name>}, queues them, has them run, and
 * sends what comes of them back into the table as events.
 *
 * <p>Belongs to one event loop: all its methods are called there.
 */
public final class Scheduler {

  private static final Admission ACCEPTED = new Admission.Accepted(1);

  /** Milliseconds between two looks for idle environments. */
  private static final long IDLE_CHECK_MILLIS = 10_000;

  private final Vertx vertx;
  private final Context loop;
  private final ResourceManager resources;
  private final EventIds ids;
  private final SchedulerLimits limits;
  private final Map<String, Deployed> deployed = new LinkedHashMap<>();
  private List<Arrival> results = new ArrayList<>();
  private @Nullable Promise<Void> drained;
  private long lastCall;

  /** A task at its address. */
  private record Deployed(TaskRunner runner, MessageConsumer<DeliveryBatch> consumer) {}

  /**
   * Creates a scheduler without tasks; {@link #start} sets it going.
   *
   * @param loop the event loop it belongs to
   * @param resources makes the environments
   * @param ids for the events that tasks give
   */
  public Scheduler(
      Vertx vertx, Context loop, ResourceManager resources, EventIds ids, SchedulerLimits limits) {
    this.vertx = vertx;
    this.loop = loop;
    this.resources = resources;
    this.ids = ids;
    this.limits = limits;
  }

  /** Begins to look after idle environments. */
  public void start() {
    vertx.setPeriodic(IDLE_CHECK_MILLIS, _ -> endIdle());
  }

  /**
   * Begins to load tasks beside those that run. {@link TaskSet#loaded()} tells when all is known;
   * who activates them before has calls wait until their task is there.
   */
  public TaskSet load(List<TaskDefinition> definitions) {
    List<TaskRunner> runners = new ArrayList<>();
    List<Future<Void>> known = new ArrayList<>();
    for (TaskDefinition definition : definitions) {
      TaskRunner runner = new TaskRunner(definition, resources, limits, this::ended);
      Promise<Void> promise = Promise.promise();
      runners.add(runner);
      known.add(promise.future());
      runner.load(promise::complete);
    }
    return new TaskSet(runners, Future.join(known).mapEmpty());
  }

  /**
   * Puts loaded tasks in place of all that run now. Calls that wait go over to the task of the same
   * name; those under way end where they run.
   */
  public void activate(TaskSet tasks) {
    Map<String, Deployed> former = new LinkedHashMap<>(deployed);
    deployed.clear();
    for (TaskRunner runner : tasks.runners()) {
      String name = runner.task().name();
      Deployed before = former.remove(name);
      MessageConsumer<DeliveryBatch> consumer =
          before == null
              ? vertx
                  .eventBus()
                  .localConsumer(Addresses.task(name), message -> take(name, message.body()))
              : before.consumer();
      deployed.put(name, new Deployed(runner, consumer));
      if (before != null) {
        before.runner().retire(runner);
      }
    }
    for (Deployed gone : former.values()) {
      gone.consumer().unregister();
      gone.runner().retire(null);
    }
  }

  /**
   * Calls a task and gives the result to the asker alone. What the handler publishes on the way
   * goes into the table as ever.
   */
  public Future<TaskResult> invoke(String task, Event event) {
    Deployed target = deployed.get(task);
    if (target == null) {
      return Future.failedFuture(new IllegalArgumentException("there is no task " + task));
    }
    Promise<TaskResult> asker = Promise.promise();
    TaskCall call =
        new TaskCall(++lastCall, event, Map.of(), target.runner().task().priority(), 1, asker);
    if (!target.runner().submit(call)) {
      asker.complete(target.runner().queueFull());
    }
    return asker.future();
  }

  /** Returns the tasks and how they do. */
  public List<TaskStatus> tasks() {
    return deployed.values().stream().map(task -> task.runner().status()).toList();
  }

  /** Completes when no call waits or is under way; to be called once, when no more calls come. */
  public Future<Void> drain() {
    Promise<Void> promise = Promise.promise();
    drained = promise;
    completeIfDrained();
    return promise.future();
  }

  private void take(String task, DeliveryBatch batch) {
    Deployed target = deployed.get(task);
    for (Delivery delivery : batch.deliveries()) {
      Admission admission =
          target == null
              ? refused("task " + task + " was removed")
              : submit(target.runner(), delivery);
      delivery.acknowledgement().complete(admission);
    }
  }

  private Admission submit(TaskRunner runner, Delivery delivery) {
    var flowPriority = delivery.match().flow().priority();
    TaskCall call =
        new TaskCall(
            ++lastCall,
            delivery.event(),
            delivery.match().captures(),
            flowPriority == null ? runner.task().priority() : flowPriority,
            1,
            null);
    return runner.submit(call) ? ACCEPTED : refused(runner.queueFull().message());
  }

  private static Admission refused(String why) {
    return new Admission.Refused(Admission.Reason.QUEUE_FULL, why);
  }

  private void ended(TaskRunner runner, TaskCall call, TaskResult result) {
    if (result instanceof TaskResult.Completed completed) {
      for (TaskResult.Publication publication : completed.published()) {
        emit(runner, call.event(), publication.topic(), publication.payload());
      }
      if (completed.returned() != null && call.asker() == null) {
        String topic = completed.topic();
        emit(
            runner,
            call.event(),
            topic == null ? runner.resultTopic() : topic,
            completed.returned());
      }
    }
    if (call.asker() != null) {
      call.asker().complete(result);
    }
    completeIfDrained();
  }

  private void emit(TaskRunner runner, Event cause, String topic, Payload payload) {
    Event event =
        new Event(
            ids.next(),
            runner.source(),
            cause.device(),
            topic,
            payload,
            cause.qos(),
            false,
            cause.hops() + 1);
    if (results.isEmpty()) {
      loop.runOnContext(_ -> sendResults());
    }
    results.add(new Arrival(event, Acknowledgement.NONE));
  }

  private void sendResults() {
    List<Arrival> batch = results;
    results = new ArrayList<>();
    vertx.eventBus().send(Addresses.EVENT, new EventBatch(batch));
  }

  private void endIdle() {
    long now = System.nanoTime();
    deployed.values().forEach(task -> task.runner().endIdle(now));
  }

  private void completeIfDrained() {
    Promise<Void> waiting = drained;
    if (waiting != null && deployed.values().stream().allMatch(task -> task.runner().isIdle())) {
      drained = null;
      waiting.complete();
    }
  }
}
