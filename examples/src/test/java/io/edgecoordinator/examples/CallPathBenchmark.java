package io.edgecoordinator.examples;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Addresses;
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
import io.edgecoordinator.task.BundleFiles;
import io.edgecoordinator.task.CallQueues;
import io.edgecoordinator.task.Handler;
import io.edgecoordinator.task.Permissions;
import io.edgecoordinator.task.Placement;
import io.edgecoordinator.task.ResourceLimits;
import io.edgecoordinator.task.ResourceManager;
import io.edgecoordinator.task.Scheduler;
import io.edgecoordinator.task.SchedulerLimits;
import io.edgecoordinator.task.TaskDefinition;
import io.edgecoordinator.task.TaskLimits;
import io.edgecoordinator.task.TaskRuntime;
import io.edgecoordinator.task.WorkerCommand;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a call costs from the scheduler's address to the result: alone, and in company. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(1)
public class CallPathBenchmark {

  private static final int COMPANY = 500;

  private static final String SOURCE =
      """
      export const handler = ({ dev, seq, temp }) =>
        ({ topic: 'out/' + dev, payload: { dev, seq, temp, alarm: temp > 25 } });
      """;

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final EventIds ids = new EventIds(InstantSource.system());
  private final Event event =
      new Event(
          ids.next(),
          new Source.Device("box"),
          "box",
          "devices/3/telemetry",
          Payload.of("{\"dev\":3,\"seq\":17,\"ts\":123456789,\"temp\":27.41,\"unit\":\"C\"}"),
          QoS.AT_MOST_ONCE,
          false,
          0);
  private final FlowMatch match =
      new FlowMatch(
          new Flow(
              "readings",
              From.Kind.DEVICES,
              TopicPattern.parse("devices/{n}/telemetry"),
              null,
              null,
              null,
              List.of(new Destination.Task("alarm")),
              DeliveryOptions.DEFAULT),
          Map.of("n", "3"));
  private ResourceManager resources;
  private Scheduler scheduler;
  private Promise<Void> answered;
  private int awaited;

  @Setup
  public void start() {
    ReferenceCodec.register(vertx, EventBatch.class);
    ReferenceCodec.register(vertx, DeliveryBatch.class);
    WorkerCommand workers = WorkerCommand.ofThisInstallation();
    resources = new ResourceManager(vertx, loop, workers, ResourceLimits.DEFAULT);
    CallQueues calls = new CallQueues(loop, SchedulerLimits.DEFAULT, InstantSource.system());
    scheduler = new Scheduler(loop, resources, calls, ids, _ -> DeliveryOptions.DEFAULT);
    Promise<Void> ready = Promise.promise();
    loop.runOnContext(_ -> {
      vertx.eventBus().<EventBatch>localConsumer(Addresses.EVENT, batch -> count(batch.body()));
      resources
          .start()
          .onSuccess(_ -> scheduler.activate(scheduler.load(List.of(alarm()))))
          .onComplete(ready);
    });
    ready.future().await();
  }

  private static TaskDefinition alarm() {
    return new TaskDefinition(
        "alarm",
        "benchmark",
        TaskRuntime.JS,
        new Handler("alarm", "handler"),
        TaskLimits.DEFAULT,
        Priority.NORMAL,
        false,
        Placement.DEFAULT,
        Map.of(),
        new Permissions(List.of("out/#"), List.of(), List.of(), List.of()),
        new BundleFiles(Map.of("alarm.js", SOURCE.getBytes(StandardCharsets.UTF_8))));
  }

  @TearDown
  public void stop() {
    Promise<Void> closed = Promise.promise();
    loop.runOnContext(_ -> resources.close().onComplete(closed));
    closed.future().await();
    vertx.close().await();
  }

  /** One call at a time: the way there and back. */
  @Benchmark
  public void alone() {
    call(1);
  }

  /** Calls that arrive together share system calls and wake-ups. */
  @Benchmark
  @OperationsPerInvocation(COMPANY)
  public void inCompany() {
    call(COMPANY);
  }

  private void call(int times) {
    Promise<Void> promise = Promise.promise();
    loop.runOnContext(_ -> {
      answered = promise;
      awaited = times;
      vertx
          .eventBus()
          .send(
              Addresses.task("alarm"),
              new DeliveryBatch(
                  Collections.nCopies(times, new Delivery(event, match, Acknowledgement.NONE))));
    });
    promise.future().await();
  }

  private void count(EventBatch batch) {
    awaited -= batch.arrivals().size();
    if (awaited == 0) {
      answered.complete();
    }
  }
}
