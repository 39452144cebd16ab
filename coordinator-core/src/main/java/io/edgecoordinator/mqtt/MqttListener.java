package io.edgecoordinator.mqtt;

import io.edgecoordinator.event.Addresses;
import io.edgecoordinator.event.EventBatch;
import io.edgecoordinator.event.EventIds;
import io.edgecoordinator.flow.Delivery;
import io.edgecoordinator.flow.DeliveryBatch;
import io.edgecoordinator.store.QueueStatus;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.WriteBufferWaterMark;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.net.SocketException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What devices connect to: MQTT 3.1.1 and MQTT 5.
 *
 * <p>What they publish goes as {@link EventBatch} to {@link Addresses#EVENT}; a {@link
 * DeliveryBatch} that comes to {@link Addresses#SUBSCRIBERS} goes to the clients that subscribe to
 * the topics of its events. Both travel as references: the event bus must have codecs for them.
 *
 * <p>All of it runs on the event loop of one context. {@link #start()} and {@link #stop()} may be
 * called from anywhere; {@link #devices()} on that event loop only.
 */
public final class MqttListener {

  private static final Logger log = LoggerFactory.getLogger(MqttListener.class);

  private static final long SECOND = 1_000;

  /** New connections begun within a millisecond; more than that wait for their turn. */
  private static final int CONNECTIONS_PER_MILLISECOND = 2;

  private static final int SECONDS_BETWEEN_SYS_TOPICS = 10;
  private static final int SECONDS_BETWEEN_SWEEPS = 60;

  /** How long publishers may have to wait for the last PUBACK at the end. */
  private static final long DRAIN_MILLIS = 2_000;

  private static final long POLL_MILLIS = 10;

  private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

  private final Vertx vertx;
  private final ContextInternal context;
  private final MqttEntry entry;
  private final MqttLimits limits;
  private final MqttCounters counters = new MqttCounters();
  private final ClientLog clientLog;
  private final PacketReader reader = new PacketReader();
  private final Properties properties = new Properties();
  private final Connections connections = new Connections();
  private final WriteBufferWaterMark waterMark;
  private final Newcomers newcomers;
  private final Broker broker;
  private final SysTopics sysTopics;
  private final Transport transport;
  private final NetServer server;
  private final NetServer websocketServer;
  private @Nullable SocketAddress websocketAddress;
  private long timer;
  private boolean stopping;

  /**
   * @param context whose event loop does the work; that of the router and the scheduler too
   * @param entry where to listen, and whom to let in
   * @param storage keeps sessions and retained messages
   * @param ids for the events of this listener, used on the event loop
   * @param clock says since when clients are connected
   */
  public MqttListener(
      Context context,
      MqttEntry entry,
      MqttLimits limits,
      SessionStorage storage,
      EventIds ids,
      InstantSource clock) {
    this.context = (ContextInternal) context;
    this.vertx = context.owner();
    this.entry = entry;
    this.limits = limits;
    this.clientLog = new ClientLog(clock);
    this.waterMark = new WriteBufferWaterMark(limits.maxUnsentBytes() / 2, limits.maxUnsentBytes());
    EventBus bus = vertx.eventBus();
    Turn turn =
        new Turn(
            this.context.nettyEventLoop(), clock, batch -> bus.send(Addresses.EVENT, batch, LOCAL));
    SessionStore store = new SessionStore(storage, limits, clock);
    this.broker = new Broker(limits, counters, ids, clock, turn, store, entry.access());
    this.sysTopics = new SysTopics(broker, connections, ids, clock);
    this.newcomers = new Newcomers(vertx, clock, counters, CONNECTIONS_PER_MILLISECOND);
    this.transport = new Transport(entry, limits, counters, clientLog);
    this.server = server(socket -> accept(socket, false));
    this.websocketServer = server(socket -> accept(socket, true));
  }

  private NetServer server(Handler<NetSocket> accept) {
    return vertx
        .createNetServer(
            new NetServerOptions()
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setAcceptBacklog(1_024))
        .connectHandler(accept);
  }

  /** Begins to listen; returns where. */
  public Future<SocketAddress> start() {
    Promise<SocketAddress> started = context.promise();
    context.runOnContext(_ -> {
      vertx
          .eventBus()
          .<DeliveryBatch>localConsumer(Addresses.SUBSCRIBERS, message -> deliver(message.body()));
      broker
          .load()
          .onSuccess(_ -> timer = vertx.setPeriodic(SECOND, _ -> tick()))
          .compose(_ -> listen(server, entry.address()))
          .compose(bound -> listenForWebSockets().map(bound))
          .onComplete(started);
    });
    return started.future();
  }

  private static Future<SocketAddress> listen(NetServer server, SocketAddress address) {
    return server
        .listen(address)
        .map(open -> SocketAddress.inetSocketAddress(open.actualPort(), address.host()));
  }

  private Future<Void> listenForWebSockets() {
    SocketAddress address = entry.websocket();
    if (address == null) {
      return Future.succeededFuture();
    }
    return listen(websocketServer, address)
        .onSuccess(bound -> {
          websocketAddress = bound;
          String scheme = entry.tls() == null ? "ws" : "wss";
          log.info("MQTT over WebSocket on {}://{}/mqtt", scheme, bound);
        })
        .recover(failure ->
            Future.failedFuture(
                new SocketException(
                    "mqtt.websocket.listen %s: %s".formatted(address, failure.getMessage()))))
        .mapEmpty();
  }

  /** Returns where WebSockets are accepted, or null if nowhere or not yet. */
  public @Nullable SocketAddress websocketAddress() {
    return websocketAddress;
  }

  /** Sends away who may not stay, now that another policy is in force. */
  public void recheck() {
    context.runOnContext(_ -> connections.snapshot().forEach(Connection::recheck));
  }

  /**
   * Takes no more input: no new connections, nothing more is read, and what is on its way to the
   * router gets its PUBACK. What comes to subscribers is still sent.
   */
  public Future<Void> stopInput() {
    Promise<Void> quiet = context.promise();
    context.runOnContext(_ -> {
      stopping = true;
      connections.snapshot().forEach(Connection::stopReading);
      awaitAcks(DRAIN_MILLIS).onComplete(quiet);
    });
    return quiet.future();
  }

  /** Ends it in order: no more input, then clients are told that the server shuts down. */
  public Future<Void> stop() {
    return stopInput()
        .onSuccess(_ -> closeAll())
        .compose(_ -> server.close())
        .compose(_ -> websocketServer.close())
        .onComplete(_ -> transport.close())
        .onSuccess(_ -> vertx.cancelTimer(timer));
  }

  /**
   * Stops or goes on to read from those who publish at QoS 1 and 2. On the event loop.
   *
   * @param congested whether too much has come that is not on disk yet
   */
  public void congested(boolean congested) {
    broker.congested(congested);
  }

  /** Returns what happened so far. */
  public MqttCounters counters() {
    return counters;
  }

  /** Lets a second pass; the timer does it every second. On the event loop. */
  void tick() {
    connections.tick();
    broker.tick();
    if (connections.now() % SECONDS_BETWEEN_SYS_TOPICS == 1) {
      sysTopics.publish();
    }
    if (connections.now() % SECONDS_BETWEEN_SWEEPS == 0) {
      broker.sweep();
    }
  }

  /** Returns the clients that are connected or will come back, by client id. */
  public List<MqttDevice> devices() {
    return broker.sessions().all().stream()
        .map(MqttListener::view)
        .sorted(Comparator.comparing(MqttDevice::clientId))
        .toList();
  }

  /** Returns how many messages were dropped because the queue of a passing session was full. */
  public long droppedQueueFull() {
    return broker.store().volatileBudget().dropped(QueueStatus.Drop.FULL);
  }

  /** Returns how the queues of messages to clients do, those that hold or have lost something. */
  public List<QueueStatus> queues() {
    return broker.sessions().all().stream()
        .map(Session::queue)
        .filter(queue -> queue != null && (queue.count() > 0 || !queue.dropped().isEmpty()))
        .toList();
  }

  /**
   * Takes a socket over from Vert.x, whose own handler leaves: it would keep some 5 kB per socket
   * for queues that are not used here.
   */
  private void accept(NetSocket socket, boolean websocket) {
    ChannelHandlerContext vertxHandler = ((NetSocketInternal) socket).channelHandlerContext();
    Channel channel = vertxHandler.channel();
    if (stopping || connections.size() >= limits.maxConnections()) {
      counters.connectionsRefused++;
      var _ = channel.close();
      return;
    }
    if (!transport.hasRoom()) {
      var _ = channel.close();
      return;
    }
    channel.config().setWriteBufferWaterMark(waterMark);
    PacketDecoder decoder = new PacketDecoder(limits, reader, properties);
    Connection connection = new Connection(channel, broker, connections, decoder, clientLog);
    channel.pipeline().replace(vertxHandler.handler(), "mqtt", connection);
    transport.install(channel, connection, websocket);
    newcomers.arrive(channel);
  }

  private void deliver(DeliveryBatch batch) {
    for (Delivery delivery : batch.deliveries()) {
      broker.deliver(delivery.event(), delivery.acknowledgement());
    }
  }

  private Future<Void> awaitAcks(long millis) {
    boolean done =
        connections.snapshot().stream().allMatch(connection -> connection.unacknowledged() == 0);
    if (done || millis <= 0) {
      return Future.succeededFuture();
    }
    return vertx.timer(POLL_MILLIS).compose(_ -> awaitAcks(millis - POLL_MILLIS));
  }

  private void closeAll() {
    for (Connection connection : connections.snapshot()) {
      connection.close(ReasonCode.SERVER_SHUTTING_DOWN, "the coordinator stops");
    }
  }

  private static MqttDevice view(Session session) {
    Connection connection = session.connection();
    return new MqttDevice(
        session.clientId(),
        session.device(),
        connection == null ? null : connection.address(),
        connection == null ? null : String.valueOf(connection.version()),
        Instant.ofEpochMilli(session.since()),
        session.isDurable(),
        session.subscriptions().stream().map(each -> each.filter().text()).sorted().toList(),
        session.queue());
  }
}
