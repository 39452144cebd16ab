package io.edgecoordinator.shadow;

import io.edgecoordinator.event.Addresses;
import io.edgecoordinator.event.Admission;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.EventBatch;
import io.edgecoordinator.event.EventIds;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.ReferenceCodec;
import io.edgecoordinator.event.Source;
import io.edgecoordinator.flow.Delivery;
import io.edgecoordinator.flow.DeliveryBatch;
import io.edgecoordinator.sqlite.SqliteStore;
import io.edgecoordinator.sqlite.StoreLimits;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A shadow service on a real store, and somebody who keeps all that it tells. */
final class ShadowBox {

  private static final JsonMapper JSON = new JsonMapper();
  private static final long SECONDS = 30;

  private final Path folder;
  private final StoreLimits storeLimits;
  private final ShadowLimits limits;
  private final List<Event> told = new CopyOnWriteArrayList<>();
  private Vertx vertx;
  private Context loop;
  private SqliteStore store;
  private ShadowService service;

  ShadowBox(Path folder, StoreLimits storeLimits, ShadowLimits limits) throws Exception {
    this.folder = folder;
    this.storeLimits = storeLimits;
    this.limits = limits;
    open();
  }

  private void open() throws Exception {
    vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    ReferenceCodec.register(vertx, EventBatch.class);
    ReferenceCodec.register(vertx, DeliveryBatch.class);
    loop = vertx.getOrCreateContext();
    store = await(() -> SqliteStore.open(loop, folder, storeLimits));
    service =
        new ShadowService(loop, store, limits, new EventIds(Clock.systemUTC()), Clock.systemUTC());
    await(() -> {
      loop.owner().eventBus().<EventBatch>localConsumer(Addresses.EVENT, m -> keep(m.body()));
      return service.start();
    });
  }

  private void keep(EventBatch batch) {
    batch
        .arrivals()
        .forEach(arrival -> {
          told.add(arrival.event());
          arrival.acknowledgement().complete(new Admission.Accepted(1));
        });
  }

  /** Closes the store and opens it again. */
  void restart() throws Exception {
    close();
    open();
  }

  ShadowService service() {
    return service;
  }

  /** Returns the topics and payloads that were told so far. */
  List<Event> told() {
    return told;
  }

  /** Waits until something is told under a topic; in the next turn it is known to be told. */
  void awaitTold(String topic) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (told.stream().noneMatch(event -> event.topic().equals(topic))) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("nothing is told under " + topic);
      }
      Thread.onSpinWait();
    }
  }

  /** Asks, all in one turn of the event loop; returns the answers, as JSON, in order. */
  List<JsonNode> ask(String thing, Ask... asks) throws Exception {
    List<CompletableFuture<JsonNode>> answers = new ArrayList<>();
    run(() -> {
      for (Ask ask : asks) {
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.add(answer);
        request(thing, ask, answer::complete);
      }
      return null;
    });
    List<JsonNode> documents = new ArrayList<>();
    for (CompletableFuture<JsonNode> answer : answers) {
      documents.add(answer.get(SECONDS, TimeUnit.SECONDS));
    }
    return documents;
  }

  /** Asks, all in one turn of the event loop; returns the answers as they came. */
  List<JsonNode> answersInOrder(String thing, Ask... asks) throws Exception {
    BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
    run(() -> {
      for (Ask ask : asks) {
        request(thing, ask, answers::add);
      }
      return null;
    });
    List<JsonNode> documents = new ArrayList<>();
    while (documents.size() < asks.length) {
      documents.add(answers.poll(SECONDS, TimeUnit.SECONDS));
    }
    return documents;
  }

  private void request(String thing, Ask ask, Consumer<JsonNode> answer) {
    ShadowRequest request =
        new ShadowRequest(
            ShadowName.classic(thing),
            ask.operation(),
            Payload.of(ask.document()),
            new Requester(new Source.Device(ask.by()), ask.by(), 0));
    service.request(request, given -> answer.accept(JSON.readTree(given.document().bytes())));
  }

  JsonNode ask(String thing, Ask ask) throws Exception {
    return ask(thing, new Ask[] {ask}).getFirst();
  }

  /** Hands over deliveries, all in one turn of the event loop, as the router does. */
  void deliver(List<Delivery> deliveries) {
    loop.runOnContext(_ -> vertx.eventBus().send(Addresses.SHADOW, new DeliveryBatch(deliveries)));
  }

  /** Something that is asked. */
  record Ask(ShadowOperation operation, String document, String by) {

    static Ask get() {
      return new Ask(ShadowOperation.GET, "", "test");
    }

    static Ask delete() {
      return new Ask(ShadowOperation.DELETE, "", "test");
    }

    static Ask update(String document) {
      return new Ask(ShadowOperation.UPDATE, document, "test");
    }

    Ask by(String device) {
      return new Ask(operation, document, device);
    }
  }

  <T> T run(Callable<T> action) throws Exception {
    CompletableFuture<T> done = new CompletableFuture<>();
    loop.runOnContext(_ -> {
      try {
        done.complete(action.call());
      } catch (Throwable e) {
        done.completeExceptionally(e);
      }
    });
    return done.get(SECONDS, TimeUnit.SECONDS);
  }

  <T> T await(Callable<Future<T>> action) throws Exception {
    return run(action).toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
  }

  void close() throws Exception {
    await(store::close);
    vertx.close().await();
  }
}
