package io.edgecoordinator.task;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Addresses;
import io.edgecoordinator.event.Admission;
import io.edgecoordinator.event.Arrival;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.EventBatch;
import io.edgecoordinator.event.EventIds;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.event.ReferenceCodec;
import io.edgecoordinator.event.Source;
import io.edgecoordinator.event.TopicPattern;
import io.edgecoordinator.flow.Delivery;
import io.edgecoordinator.flow.DeliveryBatch;
import io.edgecoordinator.flow.DeliveryOptions;
import io.edgecoordinator.flow.Destination;
import io.edgecoordinator.flow.Flow;
import io.edgecoordinator.flow.FlowMatch;
import io.edgecoordinator.flow.From;
import io.edgecoordinator.flow.Priority;
import io.edgecoordinator.store.QueueBudget;
import io.edgecoordinator.store.QueueStatus;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A scheduler with real workers, and what a test needs to say to it in one line. */
final class Sandbox implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 30;
  private static final String FLOW = "test/flow";

  final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  final MemoryStore store;
  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final EventIds ids = new EventIds(InstantSource.system());
  private final ResourceManager resources;
  private final Scheduler scheduler;
  private final Map<String, TaskDefinition> tasks = new HashMap<>();
  private volatile DeliveryOptions options = DeliveryOptions.DEFAULT;
  private volatile Consumer<Arrival> door =
      arrival -> arrival.acknowledgement().complete(new Admission.Accepted(1));

  Sandbox() {
    this(SchedulerLimits.DEFAULT, new MemoryStore.Disk());
  }

  /** Starts on a disk on which there may be something. */
  Sandbox(SchedulerLimits limits, MemoryStore.Disk disk) {
    this(limits, ResourceLimits.DEFAULT, disk);
  }

  /** Starts with so much of the box. */
  Sandbox(ResourceLimits resourceLimits) {
    this(SchedulerLimits.DEFAULT, resourceLimits, new MemoryStore.Disk());
  }

  private Sandbox(SchedulerLimits limits, ResourceLimits resourceLimits, MemoryStore.Disk disk) {
    ReferenceCodec.register(vertx, EventBatch.class);
    ReferenceCodec.register(vertx, DeliveryBatch.class);
    store = new MemoryStore(loop, disk);
    resources =
        new ResourceManager(vertx, loop, WorkerCommand.ofThisInstallation(), resourceLimits);
    CallQueues calls = new CallQueues(loop, limits, InstantSource.system());
    calls.keepIn(store, new QueueBudget(1L << 30));
    scheduler =
        new Scheduler(
            loop,
            resources,
            calls,
            ids,
            flow -> flow.equals(FLOW) ? options : DeliveryOptions.DEFAULT);
    onLoop(() -> {
      vertx
          .eventBus()
          .<EventBatch>localConsumer(
              Addresses.EVENT, batch -> batch.body().arrivals().forEach(this::arrive));
      scheduler.start();
      return resources.start();
    });
  }

  private void arrive(Arrival arrival) {
    events.add(arrival.event());
    door.accept(arrival);
  }

  /** Says who knows the shadows. */
  void setShadows(ShadowAccess shadows) {
    onLoop(() -> {
      scheduler.useShadows(shadows);
      return Future.succeededFuture();
    });
  }

  /** Says what the row says by which events are delivered. */
  void setOptions(DeliveryOptions newOptions) {
    options = newOptions;
  }

  /** Says what becomes of events that tasks give; they are in {@link #events} already. */
  void setDoor(Consumer<Arrival> newDoor) {
    door = newDoor;
  }

  /** Describes a task whose one file is the given source. */
  static TaskDefinition js(String name, String source) {
    return js(name, Map.of(name + ".js", source));
  }

  static TaskDefinition js(String name, Map<String, String> files) {
    Map<String, byte[]> contents = new HashMap<>();
    files.forEach((path, text) -> contents.put(path, text.getBytes(StandardCharsets.UTF_8)));
    return new TaskDefinition(
        name,
        "test",
        TaskRuntime.JS,
        new Handler(name, "handler"),
        new TaskLimits(64 << 20, Duration.ofMillis(500), 1),
        Priority.NORMAL,
        false,
        Placement.DEFAULT,
        Map.of("LIMIT", "25"),
        new Permissions(List.of("out/#"), List.of(), List.of(), List.of()),
        new BundleFiles(contents));
  }

  /** Describes a task in Python, whose handler is in the file of its name. */
  static TaskDefinition python(String name, Map<String, String> files) {
    TaskDefinition task = js(name, files);
    return withTimeout(withRuntime(task, TaskRuntime.PYTHON, task.files()), Duration.ofSeconds(20));
  }

  /** Describes a task in WebAssembly. */
  static TaskDefinition wasm(String name, byte[] module) {
    TaskDefinition task = js(name, "");
    BundleFiles files = new BundleFiles(Map.of(name + ".wasm", module));
    return withTimeout(withRuntime(task, TaskRuntime.WASM, files), Duration.ofSeconds(2));
  }

  private static TaskDefinition withRuntime(
      TaskDefinition task, TaskRuntime runtime, BundleFiles files) {
    return new TaskDefinition(
        task.name(),
        task.bundle(),
        runtime,
        task.handler(),
        task.limits(),
        task.priority(),
        task.ordered(),
        task.placement(),
        task.environment(),
        task.permissions(),
        files);
  }

  static TaskDefinition urgent(TaskDefinition task) {
    return new TaskDefinition(
        task.name(),
        task.bundle(),
        task.runtime(),
        task.handler(),
        task.limits(),
        Priority.HIGH,
        task.ordered(),
        task.placement(),
        task.environment(),
        task.permissions(),
        task.files());
  }

  static TaskDefinition withMemory(TaskDefinition task, long memory) {
    return new TaskDefinition(
        task.name(),
        task.bundle(),
        task.runtime(),
        task.handler(),
        new TaskLimits(memory, task.limits().timeout(), 1, task.limits().quotas()),
        task.priority(),
        task.ordered(),
        task.placement(),
        task.environment(),
        task.permissions(),
        task.files());
  }

  static TaskDefinition withTimeout(TaskDefinition task, Duration timeout) {
    return with(
        task,
        new TaskLimits(
            task.limits().memory(), timeout, task.limits().concurrency(), task.limits().quotas()),
        task.permissions());
  }

  static TaskDefinition with(TaskDefinition task, TaskLimits limits, Permissions permissions) {
    return new TaskDefinition(
        task.name(),
        task.bundle(),
        task.runtime(),
        task.handler(),
        limits,
        task.priority(),
        task.ordered(),
        task.placement(),
        task.environment(),
        permissions,
        task.files());
  }

  /** Loads tasks beside those that are there; all of them must load. */
  void deploy(TaskDefinition... definitions) {
    for (TaskDefinition definition : definitions) {
      tasks.put(definition.name(), definition);
    }
    List<TaskFault> faults =
        onLoop(() -> {
          TaskSet set = scheduler.load(List.copyOf(tasks.values()));
          return set.loaded().onSuccess(_ -> scheduler.activate(set));
        });
    if (!faults.isEmpty()) {
      throw new AssertionError("not loaded: " + faults);
    }
  }

  /** Loads tasks beside those that are there, which must go well, and leaves it at that. */
  TaskSet load(TaskDefinition... definitions) {
    return onLoop(() -> {
      TaskSet set = loadNow(definitions);
      return set.loaded()
          .map(faults -> {
            if (!faults.isEmpty()) {
              throw new AssertionError("not loaded: " + faults);
            }
            return set;
          });
    });
  }

  /** Begins to load tasks; on the loop. */
  TaskSet loadNow(TaskDefinition... definitions) {
    return scheduler.load(List.of(definitions));
  }

  /** Puts loaded tasks in place; on the loop. */
  void activate(TaskSet tasks) {
    scheduler.activate(tasks);
  }

  /** Puts loaded tasks in place. */
  void activateNow(TaskSet tasks) {
    onLoop(() -> {
      scheduler.activate(tasks);
      return Future.succeededFuture();
    });
  }

  /** Returns how many calls of former versions went to the next. */
  long handedOver() {
    return onLoop(() -> Future.succeededFuture(scheduler.handedOver()));
  }

  /** Returns how many environments there are; for {@link #await}, which runs on the loop. */
  int environmentsNow() {
    return resources.workers().stream()
        .mapToInt(worker -> worker.environments().values().stream().mapToInt(i -> i).sum())
        .sum();
  }

  /** Asks tasks whether they may be replaced. */
  List<String> askSafeToUpdate(List<String> names, Payload payload) {
    return onLoop(() -> scheduler.askSafeToUpdate(names, payload));
  }

  /** Puts tasks in place without waiting until they are loaded. */
  void deployWithoutWaiting(TaskDefinition... definitions) {
    onLoop(() -> {
      scheduler.activate(scheduler.load(List.of(definitions)));
      return Future.succeededFuture();
    });
  }

  /** Puts a task in place that can't be loaded, as at the start of a coordinator. */
  void deployFaulty(TaskDefinition definition) {
    onLoop(() -> {
      TaskSet set = scheduler.load(List.of(definition));
      scheduler.activate(set);
      return set.loaded();
    });
  }

  /** Loads one task that must not load, and says what is wrong with it. */
  TaskFault faultOf(TaskDefinition definition) {
    return onLoop(() -> {
      TaskSet set = scheduler.load(List.of(definition));
      return set.loaded().map(List::getFirst).onComplete(_ -> set.discard());
    });
  }

  /** Removes a task. */
  void remove(String task) {
    tasks.remove(task);
    deploy();
  }

  /** Calls a task and waits for the result. */
  TaskResult call(String task, String payload) {
    return onLoop(() -> invoke(task, payload));
  }

  /** Calls a task and does not wait. */
  Future<TaskResult> callLater(String task, String payload) {
    Promise<TaskResult> result = Promise.promise();
    loop.runOnContext(_ -> invoke(task, payload).onComplete(result));
    return result.future();
  }

  private Future<TaskResult> invoke(String task, String payload) {
    return scheduler.invoke(task, event(payload, QoS.AT_MOST_ONCE));
  }

  private Event event(String payload, QoS qos) {
    return new Event(
        ids.next(), new Source.Device("box"), "box", "in/box", Payload.of(payload), qos, false, 0);
  }

  /** Calls a task with an event of that age and does not wait. */
  Future<TaskResult> callLater(String task, Event event) {
    Promise<TaskResult> result = Promise.promise();
    loop.runOnContext(_ -> scheduler.invoke(task, event).onComplete(result));
    return result.future();
  }

  /** Returns a QoS 0 event of a device that expires after so many milliseconds. */
  Event eventOf(String device, String payload, long expiresIn) {
    Event event =
        new Event(
            ids.next(),
            new Source.Device(device),
            device,
            "in/" + device,
            Payload.of(payload),
            QoS.AT_MOST_ONCE,
            false,
            0);
    return event.expiringBy(System.currentTimeMillis() + expiresIn);
  }

  /** Sends events to a task in one batch, by a row that says nothing but a priority. */
  void deliver(String task, Priority priority, List<Event> events) {
    Flow flow =
        new Flow(
            FLOW,
            From.Kind.ANY,
            TopicPattern.parse("in/{n}"),
            null,
            null,
            priority,
            List.of(new Destination.Task(task)),
            options);
    FlowMatch match = new FlowMatch(flow, Map.of());
    List<Delivery> deliveries =
        events.stream().map(event -> new Delivery(event, match, Acknowledgement.NONE)).toList();
    loop.runOnContext(
        _ -> vertx.eventBus().send(Addresses.task(task), new DeliveryBatch(deliveries)));
  }

  /** Sends QoS 1 deliveries, as the router does. */
  void deliver(
      String task, Map<String, String> captures, List<String> payloads, Acknowledgement ack) {
    deliver(task, captures, payloads, QoS.AT_LEAST_ONCE, ack);
  }

  /** Sends deliveries, as the router does. */
  void deliver(
      String task,
      Map<String, String> captures,
      List<String> payloads,
      QoS qos,
      Acknowledgement ack) {
    DeliveryOptions row = options;
    loop.runOnContext(_ -> send(task, captures, payloads, qos, row, ack));
  }

  /** Sends deliveries, as the router does; on the loop. */
  void send(String task, List<String> payloads, QoS qos) {
    send(task, Map.of(), payloads, qos, options, Acknowledgement.NONE);
  }

  private void send(
      String task,
      Map<String, String> captures,
      List<String> payloads,
      QoS qos,
      DeliveryOptions row,
      Acknowledgement ack) {
    Flow flow =
        new Flow(
            FLOW,
            From.Kind.ANY,
            TopicPattern.parse("in/{n}"),
            null,
            null,
            null,
            List.of(new Destination.Task(task)),
            row);
    FlowMatch match = new FlowMatch(flow, captures);
    List<Delivery> deliveries = new ArrayList<>();
    for (String payload : payloads) {
      deliveries.add(new Delivery(row.applyTo(event(payload, qos)), match, ack));
    }
    vertx.eventBus().send(Addresses.task(task), new DeliveryBatch(deliveries));
  }

  Event nextEvent() throws InterruptedException {
    Event event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("no event came");
    }
    return event;
  }

  TaskStatus status(String task) {
    return onLoop(() -> Future.succeededFuture(statusNow(task)));
  }

  /** Returns how a task does; for conditions of {@link #await}, which run on the loop. */
  TaskStatus statusNow(String task) {
    return scheduler.tasks().stream()
        .filter(status -> status.definition().name().equals(task))
        .findFirst()
        .orElseThrow();
  }

  /** Says whether calls of a task run; for {@link #await}. */
  boolean isUnderWay(String task) {
    return scheduler.tasks().stream()
        .anyMatch(status -> status.definition().name().equals(task) && status.underWay() > 0);
  }

  List<WorkerStatus> workers() {
    return onLoop(() -> Future.succeededFuture(workersNow()));
  }

  /** Returns the workers; for conditions of {@link #await}, which run on the loop. */
  List<WorkerStatus> workersNow() {
    return resources.workers();
  }

  /** Returns the worker that is for something. */
  WorkerStatus worker(String use) {
    return workers().stream().filter(each -> each.use().equals(use)).findFirst().orElseThrow();
  }

  ResourceCounters counters() {
    return onLoop(() -> Future.succeededFuture(resources.counters()));
  }

  /** Returns the texts of the last lines that a task logged. */
  List<String> logs(String task) {
    return onLoop(() -> Future.succeededFuture(scheduler.logs().lines(task, 1_000))).stream()
        .map(LogLine::text)
        .toList();
  }

  /** Returns what a task keeps under a key, as text; null if nothing. */
  @Nullable String state(String task, String key) {
    byte[] value = onLoop(() -> scheduler.state(task)).get(key);
    return value == null ? null : new String(value, StandardCharsets.UTF_8);
  }

  HostCounters hostCounters() {
    return onLoop(() -> Future.succeededFuture(scheduler.hostCounters()));
  }

  /** Returns how the queues do. */
  List<QueueStatus> deliveries() {
    return onLoop(() -> Future.succeededFuture(scheduler.deliveries()));
  }

  /** Waits until the scheduler has drained. */
  void drain() {
    onLoop(scheduler::drain);
  }

  /** Waits until something is so. */
  void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!onLoop(() -> Future.succeededFuture(condition.getAsBoolean()))) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("it did not become so");
      }
    }
  }

  /** Ends all at once: what is not on disk is lost. */
  void crash() {
    onLoop(() -> {
      store.crash();
      return resources.close();
    });
    vertx.close().await();
  }

  <T> T onLoop(Supplier<Future<T>> work) {
    Promise<T> done = Promise.promise();
    loop.runOnContext(_ -> work.get().onComplete(done));
    try {
      return done.future().await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new AssertionError("took longer than " + PATIENCE_SECONDS + " s", late);
    }
  }

  @Override
  public void close() {
    onLoop(resources::close);
    vertx.close().await();
  }
}
