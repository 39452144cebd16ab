package io.edgecoordinator.mqtt;

import io.edgecoordinator.event.Addresses;
import io.edgecoordinator.event.Arrival;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.EventBatch;
import io.edgecoordinator.event.EventIds;
import io.edgecoordinator.flow.Delivery;
import io.edgecoordinator.flow.DeliveryBatch;
import io.edgecoordinator.sqlite.SqliteStore;
import io.edgecoordinator.sqlite.StoreLimits;
import io.edgecoordinator.store.QueueBudget;
import io.edgecoordinator.store.QueueLimits;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A listener on a free port, and in place of the router one that sends every event to its
 * subscribers, unless a test says otherwise.
 */
final class Gateway implements AutoCloseable {

  static final long DEADLINE_SECONDS = 10;

  static final QueueLimits QUEUES =
      new QueueLimits(256 << 20, 1_000_000, Duration.ofDays(1), QueueLimits.OnFull.REJECT);

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Context context = vertx.getOrCreateContext();
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final AtomicReference<Consumer<Arrival>> router = new AtomicReference<>(this::relay);
  private final MqttLimits limits;
  private final StoreLimits storeLimits;
  private final Path folder;
  private final AtomicLong ahead;
  private final SqliteStore store;
  private final MqttListener listener;
  private final int port;

  Gateway() {
    this(MqttLimits.DEFAULTS);
  }

  Gateway(MqttLimits limits) {
    this(limits, StoreLimits.DEFAULT, newFolder());
  }

  Gateway(MqttLimits limits, Function<Vertx, MqttEntry> entry) {
    this(limits, StoreLimits.DEFAULT, newFolder(), entry, new AtomicLong());
  }

  /** Creates a gateway whose state is in the given folder, which is left as it is at the end. */
  Gateway(MqttLimits limits, StoreLimits storeLimits, Path folder) {
    this(limits, storeLimits, folder, Gateway::loopback, new AtomicLong());
  }

  private Gateway(
      MqttLimits limits,
      StoreLimits storeLimits,
      Path folder,
      Function<Vertx, MqttEntry> entry,
      AtomicLong ahead) {
    this.limits = limits;
    this.storeLimits = storeLimits;
    this.folder = folder;
    this.ahead = ahead;
    store = await(SqliteStore.open(context, folder, storeLimits));
    registerCodec(EventBatch.class);
    registerCodec(DeliveryBatch.class);
    context.runOnContext(_ ->
        vertx
            .eventBus()
            .<EventBatch>localConsumer(
                Addresses.EVENT, message -> message.body().arrivals().forEach(this::route)));
    InstantSource clock = () -> Instant.now().plusMillis(ahead.get());
    listener =
        new MqttListener(
            context,
            entry.apply(vertx),
            limits,
            new SessionStorage(store, QUEUES, new QueueBudget(1 << 30)),
            new EventIds(clock),
            clock);
    store.onCongestion(listener::congested);
    port = await(listener.start()).port();
  }

  int port() {
    return port;
  }

  int websocketPort() {
    return listener.websocketAddress().port();
  }

  MqttListener listener() {
    return listener;
  }

  /** Sets the clock forward, and lets what time changes happen. Keep alives have no part in it. */
  void pass(Duration time) {
    ahead.addAndGet(time.toMillis());
    tick();
  }

  /** Lets one second pass for those who must say something in time. */
  void tick() {
    onEventLoop(() -> {
      listener.tick();
      return true;
    });
  }

  /** Stops it, and returns one that goes on with its state. */
  Gateway restarted() {
    close();
    return new Gateway(limits, storeLimits, folder, Gateway::loopback, ahead);
  }

  /** Returns one that goes on with what is on disk now, as after a loss of power. */
  Gateway crashed() {
    Future<Void> safe =
        Future.future(promise ->
            context.runOnContext(_ ->
                store.whenSafe(failure -> {
                  assert failure == null : failure;
                  promise.complete();
                })));
    await(safe);
    Path copy = copyOf(folder);
    close();
    return new Gateway(limits, storeLimits, copy, Gateway::loopback, ahead);
  }

  private static Path copyOf(Path folder) {
    Path copy = newFolder();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return copy;
  }

  MqttCounters counters() {
    return listener.counters();
  }

  /** Returns the events that came in so far. */
  List<Event> events() {
    return events;
  }

  /** Replaces the router; it is called on the event loop. */
  void routeWith(Consumer<Arrival> other) {
    router.set(other);
  }

  /** What the router does unless told otherwise. */
  void relay(Arrival arrival) {
    deliver(new Delivery(arrival.event(), null, arrival.acknowledgement()));
  }

  void deliver(Delivery... deliveries) {
    vertx
        .eventBus()
        .send(
            Addresses.SUBSCRIBERS,
            new DeliveryBatch(List.of(deliveries)),
            new DeliveryOptions().setLocalOnly(true));
  }

  /** Runs something on the event loop and returns what it returns. */
  <T> T onEventLoop(Callable<T> action) {
    return await(
        Future.future(promise ->
            context.runOnContext(_ -> {
              try {
                promise.complete(action.call());
              } catch (Exception e) {
                promise.fail(e);
              }
            })));
  }

  /** Waits until something is so. */
  static void until(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("did not happen within " + DEADLINE_SECONDS + " s");
      }
      Thread.onSpinWait();
    }
  }

  static <T> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    await(listener.stop());
    await(store.close());
    await(vertx.close());
  }

  /** Returns where its state is. */
  Path folder() {
    return folder;
  }

  private static MqttEntry loopback(Vertx vertx) {
    return MqttEntry.open(SocketAddress.inetSocketAddress(0, "127.0.0.1"));
  }

  private static Path newFolder() {
    try {
      return Files.createTempDirectory("gateway");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void route(Arrival arrival) {
    events.add(arrival.event());
    router.get().accept(arrival);
  }

  private <T> void registerCodec(Class<T> type) {
    vertx.eventBus().registerDefaultCodec(type, new Reference<>(type));
  }

  private record Reference<T>(Class<T> type) implements MessageCodec<T, T> {
    @Override
    public void encodeToWire(Buffer buffer, T message) {
      throw new UnsupportedOperationException();
    }

    @Override
    public T decodeFromWire(int position, Buffer buffer) {
      throw new UnsupportedOperationException();
    }

    @Override
    public T transform(T message) {
      return message;
    }

    @Override
    public String name() {
      return type.getName();
    }

    @Override
    public byte systemCodecID() {
      return -1;
    }
  }
}
