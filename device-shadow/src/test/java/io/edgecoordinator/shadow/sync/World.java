package io.edgecoordinator.shadow.sync;

import io.edgecoordinator.event.EventBatch;
import io.edgecoordinator.event.EventIds;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.ReferenceCodec;
import io.edgecoordinator.event.Source;
import io.edgecoordinator.flow.DeliveryBatch;
import io.edgecoordinator.shadow.Requester;
import io.edgecoordinator.shadow.ShadowAnswer;
import io.edgecoordinator.shadow.ShadowDocument;
import io.edgecoordinator.shadow.ShadowLimits;
import io.edgecoordinator.shadow.ShadowName;
import io.edgecoordinator.shadow.ShadowOperation;
import io.edgecoordinator.shadow.ShadowRequest;
import io.edgecoordinator.shadow.ShadowService;
import io.edgecoordinator.shadow.ShadowState;
import io.edgecoordinator.shadow.ShadowTopic;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A box, a cloud with a shadow service of its own, and a link between them, all on one thread and
 * in a time that passes when a test says so. Nothing reaches a disk or the other side before the
 * test has it do so.
 */
final class World {

  static final List<SyncRule> ALL = List.of(new SyncRule("*", null), new SyncRule("*", "*"));
  private static final long START = 1_800_000_000_000L;

  /** One side. */
  static final class Side {
    final Context loop;
    final World world;
    long skewMillis;
    MemoryStore store = new MemoryStore();
    ShadowService shadows;

    Side(World world, Context loop) {
      this.world = world;
      this.loop = loop;
      this.shadows = started();
    }

    private ShadowService started() {
      ShadowService service =
          new ShadowService(loop, store, ShadowLimits.DEFAULT, new EventIds(this::now), this::now);
      assert service.start().succeeded();
      return service;
    }

    Instant now() {
      return Instant.ofEpochMilli(START + world.millis + skewMillis);
    }

    void crash() {
      store = store.afterCrash();
      shadows = started();
    }

    void ask(
        ShadowName shadow, ShadowOperation operation, String payload, Consumer<ShadowAnswer> to) {
      Requester by = new Requester(new Source.Operator(), null, 0);
      shadows.request(new ShadowRequest(shadow, operation, Payload.of(payload), by), to);
    }

    @Nullable ShadowDocument document(ShadowName shadow) {
      ShadowState state = shadows.find(shadow);
      return state == null ? null : state.document();
    }

    /** Returns what a shadow says as JSON, "none" if there is none. */
    String text(ShadowName shadow) {
      ShadowState state = shadows.find(shadow);
      return state == null ? "none" : new String(state.json(), StandardCharsets.UTF_8);
    }
  }

  /** A message on its way. */
  record Message(long due, String topic, Payload payload, boolean up) {}

  /** What the link does to a message; the default is nothing. */
  interface Weather {
    /**
     * Returns when each copy of a message arrives, in milliseconds from now; none if it is lost.
     */
    List<Long> copies(boolean up, String topic, String payload);
  }

  private final class Link implements CloudLink {
    @Override
    public void open(List<String> filters, Receiver newReceiver) {
      receiver = newReceiver;
    }

    @Override
    public Future<Void> publish(String topic, Payload payload) {
      if (!connected) {
        return Future.failedFuture("the link is cut");
      }
      send(topic, payload, true);
      published.add(topic + " " + payload);
      return Future.succeededFuture();
    }
  }

  final Side box;
  final Side cloud;
  final List<Message> way = new ArrayList<>();
  final List<String> published = new ArrayList<>();
  final SyncLimits limits;
  ShadowSync sync;
  long millis;
  boolean cloudKnowsVersionZero = true;
  Weather weather = (_, _, _) -> List.of(10L);
  private final List<SyncRule> rules;
  private boolean connected;
  private CloudLink.@Nullable Receiver receiver;

  World(Context loop) {
    this(loop, ALL, SyncLimits.DEFAULT);
  }

  World(Context loop, List<SyncRule> rules, SyncLimits limits) {
    this.rules = rules;
    this.limits = limits;
    box = new Side(this, loop);
    cloud = new Side(this, loop);
    sync = newSync();
  }

  /** Does something with a world, on an event loop. */
  static <T> T on(Vertx vertx, Callable<T> action) throws Exception {
    CompletableFuture<T> done = new CompletableFuture<>();
    vertx
        .getOrCreateContext()
        .runOnContext(_ -> {
          try {
            done.complete(action.call());
          } catch (Throwable failure) {
            done.completeExceptionally(failure);
          }
        });
    return done.get(120, TimeUnit.SECONDS);
  }

  static Vertx vertx() {
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setBlockedThreadCheckInterval(TimeUnit.HOURS.toMillis(1)));
    ReferenceCodec.register(vertx, EventBatch.class);
    ReferenceCodec.register(vertx, DeliveryBatch.class);
    return vertx;
  }

  private ShadowSync newSync() {
    ShadowSync made =
        new ShadowSync(box.shadows, box.store, new Link(), rules, limits, () -> millis);
    assert made.load().succeeded();
    return made;
  }

  private CloudLink.Receiver receiver() {
    return Objects.requireNonNull(receiver);
  }

  /** Loses what the box has not on disk, and starts it again; the link is cut. */
  void crashBox() {
    cut();
    box.crash();
    sync = newSync();
  }

  void connect() {
    if (!connected) {
      connected = true;
      receiver().connected();
    }
  }

  /** Cuts the link. What is on its way is lost; conditional updates may still arrive. */
  void cut() {
    if (connected) {
      connected = false;
      way.removeIf(message -> !message.up || !isConditional(message.topic, message.payload.text()));
      receiver().disconnected();
    }
  }

  /** Says whether a message that comes late or twice can do no harm. */
  static boolean isConditional(String topic, String payload) {
    return topic.endsWith("/update")
        && payload.contains("\"version\":")
        && !payload.contains("\"version\":0,");
  }

  void pass(long time) {
    millis += time;
    sync.tick();
  }

  private void send(String topic, Payload payload, boolean up) {
    for (long delay : weather.copies(up, topic, payload.text())) {
      way.add(new Message(millis + delay, topic, payload, up));
    }
  }

  /** Delivers the first message whose time has come; says whether there was one. */
  boolean deliver() {
    Message next = null;
    for (Message each : way) {
      if (each.due <= millis && (next == null || each.due < next.due)) {
        next = each;
      }
    }
    if (next == null) {
      return false;
    }
    way.remove(next);
    if (next.up) {
      atCloud(next);
    } else {
      receiver().received(next.topic, next.payload);
    }
    return true;
  }

  private void atCloud(Message message) {
    ShadowTopic topic = Objects.requireNonNull(ShadowTopic.parse(message.topic));
    String payload = message.payload.text();
    if (!cloudKnowsVersionZero && payload.contains("\"version\":0,")) {
      String token = payload.substring(payload.indexOf("\"clientToken\""));
      String rejected = "{\"code\":400,\"message\":\"Invalid version\"," + token;
      send(message.topic + "/rejected", Payload.of(rejected), false);
      return;
    }
    atCloud(topic.shadow(), topic.operation(), payload, _ -> {});
  }

  /** Asks the cloud something, as the box does or another client; the box hears of the answer. */
  void atCloud(
      ShadowName shadow, ShadowOperation operation, String payload, Consumer<ShadowAnswer> to) {
    cloud.ask(
        shadow,
        operation,
        payload,
        answer -> {
          String outcome = answer instanceof ShadowAnswer.Accepted ? "/accepted" : "/rejected";
          if (connected) {
            send(shadow.topic() + "/" + operation + outcome, answer.document(), false);
          }
          to.accept(answer);
        });
  }

  void commitBoth() {
    box.store.commit();
    cloud.store.commit();
  }

  /** Lets time pass and all happen until nothing happens any more. */
  void settle() {
    for (int round = 0; round < 20_000; round++) {
      commitBoth();
      boolean delivered = false;
      while (deliver()) {
        delivered = true;
        commitBoth();
      }
      if (!delivered && way.isEmpty() && isQuiet()) {
        return;
      }
      pass(100);
    }
    throw new AssertionError("it does not settle: " + sync.status().shadows() + faults());
  }

  private boolean isQuiet() {
    return sync.status().inFlight() == 0
        && sync.status().shadows().keySet().stream().allMatch(SyncState.IN_STEP::equals);
  }

  private String faults() {
    StringBuilder faults = new StringBuilder();
    box.shadows.all().forEach(name -> faults.append(' ').append(sync.status(name)));
    return faults.toString();
  }
}
