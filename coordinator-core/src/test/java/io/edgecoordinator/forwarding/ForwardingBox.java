package io.edgecoordinator.forwarding;

import io.edgecoordinator.document.DocumentReader;
import io.edgecoordinator.document.Faults;
import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Addresses;
import io.edgecoordinator.event.Admission;
import io.edgecoordinator.event.Arrival;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.EventBatch;
import io.edgecoordinator.event.EventIds;
import io.edgecoordinator.event.MessageProperties;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.event.ReferenceCodec;
import io.edgecoordinator.event.Source;
import io.edgecoordinator.flow.Delivery;
import io.edgecoordinator.flow.DeliveryBatch;
import io.edgecoordinator.flow.EventFlowTable;
import io.edgecoordinator.flow.EventRouter;
import io.edgecoordinator.flow.FlowParser;
import io.edgecoordinator.sqlite.EventLoop;
import io.edgecoordinator.sqlite.SqliteStore;
import io.edgecoordinator.sqlite.StoreLimits;
import io.edgecoordinator.store.QueueBudget;
import io.edgecoordinator.store.QueueLimits;
import io.edgecoordinator.store.QueueLimits.OnFull;
import io.edgecoordinator.store.QueueStatus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A router, a real store and the forwarding to links that the test has in its hands. */
final class ForwardingBox {

  static final QueueLimits LIMITS =
      new QueueLimits(10_000_000, 1_000_000, Duration.ofHours(1), OnFull.REJECT);

  private final EventLoop loop = new EventLoop();
  private final SqliteStore store;
  private final EventRouter router;
  private final Forwarding forwarding;
  private volatile Instant now = Instant.now();
  private final EventIds ids = new EventIds(() -> now);
  private long version = 1;

  /** What came to local subscribers. */
  final List<Delivery> delivered = new CopyOnWriteArrayList<>();

  /** What local subscribers answer; they answer not at all where this is null. */
  volatile Admission subscribers = new Admission.Accepted(1);

  /** Starts a box whose store is in a folder. */
  ForwardingBox(Path folder, QueueLimits limits, int rate, ScriptedUpstream... upstreams)
      throws Exception {
    store = loop.await(() -> SqliteStore.open(loop.context, folder, StoreLimits.DEFAULT));
    ReferenceCodec.register(loop.context.owner(), EventBatch.class);
    ReferenceCodec.register(loop.context.owner(), DeliveryBatch.class);
    router =
        loop.get(() ->
            new EventRouter(loop.context.owner(), EventFlowTable.of(1, List.of()), 16, clock()));
    List<Forwarding.Target> targets =
        List.of(upstreams).stream().map(each -> new Forwarding.Target(each, rate)).toList();
    forwarding =
        loop.get(() ->
            new Forwarding(
                loop.context,
                targets,
                router,
                new Forwarding.Kept(store, limits, new QueueBudget(100_000_000)),
                ids,
                clock()));
    inTurn(() -> {
      List.of(upstreams).forEach(ScriptedUpstream::forget);
      router.start();
      loop.context
          .owner()
          .eventBus()
          .<DeliveryBatch>localConsumer(Addresses.SUBSCRIBERS, it -> deliver(it.body()));
      forwarding.start();
    });
  }

  ForwardingBox(Path folder, ScriptedUpstream... upstreams) throws Exception {
    this(folder, LIMITS, 1_000_000, upstreams);
  }

  private void deliver(DeliveryBatch batch) {
    for (Delivery delivery : batch.deliveries()) {
      delivered.add(delivery);
      if (subscribers != null) {
        delivery.acknowledgement().complete(subscribers);
      }
    }
  }

  private Clock clock() {
    return new Clock() {
      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }

      @Override
      public Instant instant() {
        return now;
      }
    };
  }

  /** Lets time pass. */
  void pass(Duration time) {
    now = now.plus(time);
  }

  /** Puts rows in force. */
  void rows(String rows) throws Exception {
    Faults faults = new Faults();
    var document =
        DocumentReader.read("rows", rows.getBytes(StandardCharsets.UTF_8), faults).orElseThrow();
    var flows = new FlowParser(List.of()).parse(document.optional("flows"));
    if (!faults.isEmpty()) {
      throw new AssertionError(faults.toString());
    }
    inTurn(() -> router.replace(EventFlowTable.of(++version, flows)));
  }

  /** A device publishes; returns what it is told in the end. */
  CompletableFuture<Admission> publish(String topic, String payload, QoS qos) throws Exception {
    return publish(topic, payload, qos, MessageProperties.NONE);
  }

  CompletableFuture<Admission> publish(
      String topic, String payload, QoS qos, MessageProperties properties) throws Exception {
    CompletableFuture<Admission> told = new CompletableFuture<>();
    Acknowledgement acknowledgement = told::complete;
    inTurn(() -> {
      Event event =
          new Event(
              ids.next(),
              new Source.Device("freezer-1"),
              "freezer-1",
              topic,
              Payload.of(payload),
              qos,
              false,
              0,
              Event.NEVER,
              properties);
      loop.context
          .owner()
          .eventBus()
          .send(Addresses.EVENT, new EventBatch(List.of(new Arrival(event, acknowledgement))));
    });
    return told;
  }

  /** Publishes numbers, and waits until the device is told that all are safe. */
  void keepNumbers(int from, int to) throws Exception {
    List<CompletableFuture<Admission>> told = new ArrayList<>();
    for (int i = from; i < to; i++) {
      told.add(publish("t", Integer.toString(i), QoS.AT_LEAST_ONCE));
    }
    for (CompletableFuture<Admission> each : told) {
      if (!(EventLoop.await(each) instanceof Admission.Accepted)) {
        throw new AssertionError(each.get().toString());
      }
    }
  }

  /** Publishes and waits until the device is told that the event is safe. */
  void keep(String topic, String payload) throws Exception {
    Admission admission = EventLoop.await(publish(topic, payload, QoS.AT_LEAST_ONCE));
    if (!(admission instanceof Admission.Accepted)) {
      throw new AssertionError(admission.toString());
    }
  }

  interface Turn {
    void run();
  }

  /** Does something in one turn of the event loop. */
  void inTurn(Turn turn) throws Exception {
    Callable<Boolean> callable =
        () -> {
          turn.run();
          return true;
        };
    if (!loop.get(callable)) {
      throw new AssertionError();
    }
  }

  Forwarding forwarding() {
    return forwarding;
  }

  /** Returns how many deliveries are not done, by lane. */
  long waiting(String destination) throws Exception {
    return loop.get(() ->
        forwarding.queues().stream()
            .filter(queue -> queue.destination().equals(destination))
            .mapToLong(QueueStatus::count)
            .sum());
  }

  Map<QueueStatus.Drop, Long> dropped(String destination) throws Exception {
    return loop.get(() ->
        forwarding.queues().stream()
            .filter(queue -> queue.destination().equals(destination))
            .findFirst()
            .orElseThrow()
            .dropped());
  }

  ForwardingStatus status() throws Exception {
    return loop.get(() -> forwarding.status().getFirst());
  }

  void close() throws Exception {
    loop.await(store::close);
    loop.close();
  }
}
