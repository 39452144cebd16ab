package io.edgecoordinator.task;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Admission;
import io.edgecoordinator.event.Admission.Reason;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.EventIds;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.flow.Delivery;
import io.edgecoordinator.flow.DeliveryBatch;
import io.edgecoordinator.flow.DeliveryOptions;
import io.edgecoordinator.flow.Flow;
import io.edgecoordinator.flow.Priority;
import io.edgecoordinator.store.QueueStatus;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes the calls of tasks at the addresses {@code task.<name>}, queues them, has them run, and
 * sends what comes of them back into the table as events.
 *
 * <p>Belongs to one event loop: all its methods are called there.
 */
public final class Scheduler {

  /** Milliseconds between two looks for idle environments and for calls that are too old. */
  private static final long CHECK_MILLIS = 10_000;

  /** Milliseconds between two looks for calls that run long, a few of them in 100. */
  private static final long LONG_CHECK_MILLIS = 20;

  /** Milliseconds between two looks for calls whose deadline has passed. */
  private static final long EXPIRY_CHECK_MILLIS = 500;

  /** Milliseconds between two looks whether all calls under way have ended. */
  private static final long DRAIN_CHECK_MILLIS = 10;

  /** Turns of the event loop that a result may take from a worker to a subscriber's socket. */
  private static final int RESULT_TURNS = 16;

  private final Vertx vertx;
  private final Context loop;
  private final Dispatcher dispatcher;
  private final CallQueues queues;
  private final ResultEvents events;
  private final Function<String, DeliveryOptions> options;
  private final TasksInForce tasks;
  private final SafeToUpdate safeToUpdate;
  private final TaskLogs logs;
  private final TaskStates states;
  private final Invocations invocations;
  private final Fetches fetches;
  private final ShadowRequests shadows = new ShadowRequests(ServiceLimits.DEFAULT);

  /**
   * Creates a scheduler without tasks; {@link #start} sets it going.
   *
   * @param loop the event loop it belongs to
   * @param resources makes the environments
   * @param queues hold the calls that wait
   * @param ids for the events that tasks give
   * @param options what the row of an id says now about its deliveries; the defaults if there is no
   *     such row
   */
  public Scheduler(
      Context loop,
      ResourceManager resources,
      CallQueues queues,
      EventIds ids,
      Function<String, DeliveryOptions> options) {
    this.vertx = loop.owner();
    this.loop = loop;
    this.dispatcher = new Dispatcher(resources, resources);
    this.queues = queues;
    this.tasks = new TasksInForce(loop, this::runner, this::take);
    this.safeToUpdate = new SafeToUpdate(vertx, ids, queues.clock());
    this.events = new ResultEvents(loop, ids);
    this.options = options;
    this.logs = new TaskLogs(queues.clock());
    this.states = new TaskStates(queues, StateLimits.DEFAULT);
    this.invocations = new Invocations(ServiceLimits.DEFAULT, new Callees(), ids, queues.clock());
    this.fetches = new Fetches(vertx, ServiceLimits.DEFAULT, queues.clock());
  }

  /** Says who knows the device shadows that tasks ask for. To be called before the start. */
  public void useShadows(ShadowAccess access) {
    shadows.use(access);
  }

  /** Begins to look after idle environments and old calls. */
  public void start() {
    vertx.setPeriodic(CHECK_MILLIS, _ -> lookAfter());
    vertx.setPeriodic(LONG_CHECK_MILLIS, _ -> dispatcher.lookAfter(System.nanoTime()));
    vertx.setPeriodic(EXPIRY_CHECK_MILLIS, _ -> queues.expire());
  }

  /**
   * Begins to load tasks beside those that run; one that is there already, with the same definition
   * and files, goes on. {@link TaskSet#loaded()} tells when all is known; who activates them before
   * has calls wait until their task is there.
   */
  public TaskSet load(List<TaskDefinition> definitions) {
    return tasks.load(definitions);
  }

  private TaskRunner runner(TaskDefinition task) {
    CallQueue queue = queues.of(task.name());
    TaskStatistics statistics = new TaskStatistics(task.name(), new TaskLogger(task.name(), logs));
    CallOutcomes outcomes = new CallOutcomes(task, queue, events, options, statistics, states);
    HostServices services =
        new TaskServices(task, states.of(task.name()), invocations, fetches, shadows);
    return new TaskRunner(task, dispatcher, queue, outcomes, services, statistics);
  }

  /**
   * Puts loaded tasks in place of all that run now; the table that goes with them is to be put in
   * place in the same turn of the event loop. A task that is the same goes on undisturbed. Events
   * that were routed before go to the former version, also those still on their way here; that goes
   * on until it is done with them, for {@link Handovers#LONGEST_MILLIS} at most, and the new one
   * begins after it. Then what is left of them goes to the new one, as do those left from before a
   * restart; calls under way end where they run.
   */
  public void activate(TaskSet newTasks) {
    tasks.activate(newTasks);
  }

  /**
   * Asks the tasks that want to be asked ({@code safeToUpdate: true}) whether they may be replaced
   * now: each is called with the topic {@value SafeToUpdate#TOPIC}, ahead of other calls. One that
   * returns {@code false} within {@value SafeToUpdate#ANSWER_MILLIS} ms says no; one that fails, or
   * is late, does not.
   *
   * @param asked names of tasks; those that are not there, or do not want to be asked, are not
   * @param payload what they are called with
   * @return names of those that said no
   */
  public Future<List<String>> askSafeToUpdate(Collection<String> asked, Payload payload) {
    return safeToUpdate.ask(
        asked.stream().map(tasks::get).filter(Objects::nonNull).toList(), payload);
  }

  /**
   * Calls a task and gives the result to the asker alone. What the handler publishes on the way
   * goes into the table as ever.
   */
  public Future<TaskResult> invoke(String task, Event event) {
    return invoke(task, event, Event.NEVER);
  }

  /**
   * The same with a deadline.
   *
   * @param deadline when the result is of no use any more, in milliseconds since 1970
   */
  public Future<TaskResult> invoke(String task, Event event, long deadline) {
    TaskRunner target = tasks.get(task);
    if (target == null) {
      return Future.failedFuture(new IllegalArgumentException("there is no task " + task));
    }
    Promise<TaskResult> asker = Promise.promise();
    Ask ask = new Ask(asker, event.idText(), List.of(), deadline);
    Priority priority = target.task().priority();
    submit(target, new TaskDelivery(event, Map.of(), "", priority, ask));
    return asker.future();
  }

  private static void submit(TaskRunner runner, TaskDelivery call) {
    Promise<TaskResult> asker = call.asker();
    if (!runner.submit(call, Acknowledgement.NONE) && asker != null) {
      asker.complete(runner.queueFull());
    }
  }

  /** The tasks as other tasks may call them. */
  private final class Callees implements Invocations.Callees {

    @Override
    public boolean has(String task) {
      return tasks.get(task) != null;
    }

    @Override
    public void call(String task, TaskDelivery call) {
      submit(Objects.requireNonNull(tasks.get(task)), call);
    }
  }

  /** Returns the last lines that tasks logged. */
  public TaskLogs logs() {
    return logs;
  }

  /** Returns what calls asked of the coordinator, and what tasks keep. */
  public HostCounters hostCounters() {
    return new HostCounters(
        invocations.counters(),
        fetches.counters(),
        shadows.counters(),
        states.bytes(),
        states.takenBack());
  }

  /** Returns what a task keeps, by key; the task need not be there any more. */
  public Future<Map<String, byte[]>> state(String task) {
    return states.values(task);
  }

  /**
   * Takes a key away from what a task keeps.
   *
   * @param key null for all keys
   * @return how many there were, when that is on disk
   */
  public Future<Integer> dropState(String task, @Nullable String key) {
    return states.drop(task, key);
  }

  /** Returns the tasks and how they do. */
  public List<TaskStatus> tasks() {
    return tasks.all().stream().map(TaskRunner::status).toList();
  }

  /** Returns how many calls that were for a former version of a task went to the next one. */
  public long handedOver() {
    return queues.handedOver();
  }

  /** Returns why tasks can't be loaded at present. */
  public List<TaskFault> faults() {
    return tasks.all().stream().map(TaskRunner::fault).filter(Objects::nonNull).toList();
  }

  /** Returns how the queues of calls do. */
  public List<QueueStatus> deliveries() {
    return queues.status();
  }

  /**
   * Begins no more calls that survive a restart, and completes when all that are under way have
   * ended, with those that would not survive, and what they gave is where it goes. To be called
   * once, when no more events come.
   */
  public Future<Void> drain() {
    queues.drain();
    return settled(RESULT_TURNS);
  }

  private Future<Void> settled(int turns) {
    if (!queues.isSettled()) {
      return vertx.timer(DRAIN_CHECK_MILLIS).compose(_ -> settled(RESULT_TURNS));
    }
    Promise<Void> settled = Promise.promise();
    loop.runOnContext(_ -> {
      if (turns == 0) {
        settled.complete();
      } else {
        settled(turns - 1).onComplete(settled);
      }
    });
    return settled.future();
  }

  private void take(String task, DeliveryBatch batch) {
    TaskRunner target = tasks.get(task);
    for (Delivery delivery : batch.deliveries()) {
      if (target == null) {
        String why = "task " + task + " was removed";
        delivery.acknowledgement().complete(new Admission.Refused(Reason.NO_DESTINATION, why));
      } else {
        target.submit(call(target.task(), delivery), delivery.acknowledgement());
      }
    }
  }

  private TaskDelivery call(TaskDefinition task, Delivery delivery) {
    Flow flow = delivery.match().flow();
    Priority priority = flow.priority() == null ? task.priority() : flow.priority();
    return new TaskDelivery(
        delivery.event(), delivery.match().captures(), flow.id(), priority, null, tasks.routed());
  }

  private void lookAfter() {
    queues.sweep();
    long now = System.nanoTime();
    tasks.all().forEach(runner -> runner.lookAfter(now));
  }
}
