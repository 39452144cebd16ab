package io.edgecoordinator.mqtt;

import static java.util.Objects.requireNonNull;

import io.edgecoordinator.access.Identity;
import io.edgecoordinator.access.Verdict;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.Future;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's socket: bytes in, packets to the {@link Broker}, answers to the {@link Outbox}, and
 * the end of it.
 */
final class Connection extends ChannelInboundHandlerAdapter {

  private static final Logger log = LoggerFactory.getLogger(Connection.class);

  /** A packet that comes in pieces grows from this. */
  private static final int SMALLEST_PIECE = 256;

  /** How long a client that is being sent away may take to read why. */
  private static final int CLOSE_SECONDS = 5;

  private enum State {
    AWAITING_CONNECT,
    /** CONNECT is here, CONNACK is not out yet; nothing more is read meanwhile. */
    CONNECTING,
    CONNECTED,
    /** Our side has said all it will; what the client still says is not listened to. */
    CLOSING,
    CLOSED
  }

  private final Broker broker;
  private final Connections connections;
  private final PacketDecoder decoder;
  private final ClientLog clientLog;
  private final Channel channel;
  private final Outbox outbox;

  private State state = State.AWAITING_CONNECT;
  private @Nullable Dialogue dialogue;
  private @Nullable ByteBuf piece;
  private int deadlineSeconds;
  private int heardAt;
  private boolean left;

  /**
   * @param clientLog for lines about what clients do
   */
  Connection(
      Channel channel,
      Broker broker,
      Connections connections,
      PacketDecoder decoder,
      ClientLog clientLog) {
    this.channel = channel;
    this.broker = broker;
    this.connections = connections;
    this.decoder = decoder;
    this.clientLog = clientLog;
    this.outbox = new Outbox(channel, broker.turn(), broker.counters());
    this.deadlineSeconds = (int) Math.ceilDiv(broker.limits().connectTimeout().toMillis(), 1_000L);
    this.heardAt = connections.now();
    connections.add(this);
  }

  Outbox outbox() {
    return outbox;
  }

  @Nullable ProtocolVersion version() {
    return decoder.version();
  }

  /** Returns the address the client has. */
  String address() {
    String address = String.valueOf(channel.remoteAddress());
    return address.startsWith("/") ? address.substring(1) : address;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    take((ByteBuf) message);
  }

  private void take(ByteBuf more) {
    ByteBuf in = more;
    if (!isOpen()) {
      in.release();
      return;
    }
    if (state == State.CONNECTED) {
      heardAt = connections.now();
    }
    if (state == State.CONNECTING) {
      // The client is ahead; what it says can wait in its socket.
      stopReading();
    }
    boolean continued = piece != null;
    if (piece != null) {
      piece.writeBytes(in);
      in.release();
      in = piece;
      piece = null;
    }
    try {
      decode(in);
    } finally {
      keepPiece(in, continued);
    }
  }

  private void decode(ByteBuf in) {
    try {
      while (isOpen() && !isBusy()) {
        Packet packet = decoder.decode(in);
        if (packet == null) {
          return;
        }
        if (packet instanceof Packet.Connect connect) {
          connect(connect);
        } else {
          requireNonNull(dialogue, "the decoder insists on CONNECT").handle(packet);
        }
      }
    } catch (ProtocolViolation violation) {
      broker.counters().protocolViolations++;
      refuse(violation.reason(), violation.description());
    }
  }

  /** Says whether what the client says next has to wait. */
  private boolean isBusy() {
    return state == State.CONNECTING || (dialogue != null && dialogue.isWaiting());
  }

  /** Reads what had to wait. */
  void goOn() {
    take(Unpooled.EMPTY_BUFFER);
  }

  /**
   * Keeps the beginning of a packet.
   *
   * @param ours whether the buffer is our own; that of the socket may be much larger than needed
   */
  private void keepPiece(ByteBuf in, boolean ours) {
    if (ours && in.readerIndex() == 0 && isOpen()) {
      piece = in;
      return;
    }
    if (in.isReadable() && isOpen()) {
      int size = Math.max(SMALLEST_PIECE, in.readableBytes());
      piece = channel.alloc().buffer(size).writeBytes(in);
    }
    in.release();
  }

  private void connect(Packet.Connect packet) throws ProtocolViolation {
    outbox.accommodate(
        packet, Math.min(packet.topicAliasMaximum(), broker.limits().topicAliasMaximum()));
    Handshake.check(packet, broker.limits());
    state = State.CONNECTING;
    Future<Verdict> verdict = broker.access().authenticate(Transport.credentials(channel, packet));
    if (verdict.isComplete()) {
      decided(packet, verdict);
      return;
    }
    verdict.onComplete(_ -> {
      if (state == State.CONNECTING) {
        try {
          decided(packet, verdict);
        } catch (ProtocolViolation violation) {
          refuse(violation.reason(), violation.description());
        }
      }
    });
  }

  private void decided(Packet.Connect packet, Future<Verdict> verdict) throws ProtocolViolation {
    switch (verdict.result()) {
      case Verdict.Granted granted when Handshake.mayHaveWill(packet, granted) ->
          welcome(packet, granted);
      case Verdict.Granted _ ->
          refuse(ReasonCode.NOT_AUTHORIZED, "not authorized", "may not have such a will");
      case Verdict.Denied denied -> {
        ReasonCode reason = Handshake.reason(denied);
        refuse(reason, Handshake.told(denied), denied.detail());
      }
      case null -> {
        log.error("{}: closed, nobody can say who it is", this, verdict.cause());
        refuse(ReasonCode.SERVER_UNAVAILABLE, "an error in the coordinator");
      }
    }
  }

  private void welcome(Packet.Connect packet, Verdict.Granted granted) throws ProtocolViolation {
    String assigned = packet.clientId().isEmpty() ? broker.assignClientId() : null;
    String clientId = assigned == null ? packet.clientId() : assigned;
    boolean named = granted.identity().proof() != Identity.Proof.NONE;
    String device = named ? granted.identity().device() : clientId;
    Sessions.Opened opened = broker.sessions().open(clientId, device, packet, this);
    Session session = opened.session();
    broker.counters().connectionsAccepted++;
    dialogue =
        new Dialogue(this, packet.version(), session, broker, granted.permissions(), clientLog);
    ConnAck answer = Handshake.answer(packet, opened.present(), assigned, broker.limits());
    int seconds = Handshake.keepAliveSeconds(packet, broker.limits());
    broker
        .store()
        .whenSafe(
            session,
            failure -> {
              // One that is on disk already goes on, so that what waits in it can make room.
              if (failure == null || opened.present()) {
                connected(session, answer, seconds);
              } else {
                refuse(ReasonCode.QUOTA_EXCEEDED, "the session cannot be kept: " + failure);
              }
            });
  }

  /** Lets the client begin. */
  private void connected(Session session, ConnAck answer, int keepAliveSeconds) {
    if (state != State.CONNECTING) {
      return;
    }
    state = State.CONNECTED;
    deadlineSeconds =
        keepAliveSeconds == 0 ? Integer.MAX_VALUE : Math.ceilDiv(keepAliveSeconds * 3, 2);
    outbox.accepted(answer);
    session.resume();
    resumeReading();
    goOn();
  }

  /** Says whether the client is connected and has this session. */
  boolean serves(Session session) {
    return state == State.CONNECTED && dialogue != null && dialogue.session() == session;
  }

  /** Says goodbye for a reason that is not the client's fault, and closes. */
  void close(ReasonCode reason, String description) {
    if (state == State.CONNECTED) {
      outbox.disconnect(reason, description);
    }
    if (isOpen()) {
      finish();
    }
  }

  /** Sends the client away if another policy has no place for it, or for what it subscribed to. */
  void recheck() {
    if (state == State.CONNECTED && dialogue != null && !dialogue.mayStay()) {
      clientLog.info(this, "sent away, the policy has changed");
      close(ReasonCode.NOT_AUTHORIZED, "the policy has changed");
    }
  }

  /**
   * Says what the client did wrong, and goes on reading for a while without listening: to close
   * with something unread would take the explanation away from it.
   */
  void refuse(ReasonCode reason, String description) {
    refuse(reason, description, description);
  }

  /**
   * @param detail what is logged in place of what the client is told
   */
  private void refuse(ReasonCode reason, String description, String detail) {
    clientLog.info(this, "sent away, 0x%02X: %s".formatted(reason.code(), detail));
    if (state == State.CONNECTED) {
      outbox.disconnect(reason, description);
    } else {
      ProtocolVersion version = decoder.version();
      PacketWriter writer = PacketWriter.of(version == null ? ProtocolVersion.MQTT_3_1_1 : version);
      outbox.refused(writer, reason, description);
    }
    finish(sent -> Transport.endOutput(sent.channel()));
    channel.config().setAutoRead(true);
  }

  /** Closes as the client asked for. */
  void finish() {
    finish(ChannelFutureListener.CLOSE);
  }

  private void finish(ChannelFutureListener then) {
    endSession(State.CLOSING);
    heardAt = connections.now();
    deadlineSeconds = CLOSE_SECONDS;
    outbox.finish(then);
  }

  private void endSession(State next) {
    state = next;
    if (dialogue != null && !left) {
      left = true;
      broker.sessions().left(dialogue.session());
    }
  }

  /** Closes what has taken too long: CONNECT, a sign of life, or to read a goodbye. */
  void checkTime() {
    if (connections.now() - heardAt <= deadlineSeconds || !isReading()) {
      return;
    }
    switch (state) {
      case AWAITING_CONNECT, CONNECTING -> {
        broker.counters().connectTimeouts++;
        clientLog.info(this, "closed, not connected in time");
        var _ = channel.close();
      }
      case CONNECTED -> {
        broker.counters().keepAliveTimeouts++;
        clientLog.info(this, "closed, silent for 1.5 times its keep alive");
        close(ReasonCode.KEEP_ALIVE_TIMEOUT, "nothing was heard for 1.5 times the keep alive");
      }
      case CLOSING -> {
        var _ = channel.close();
      }
      case CLOSED -> {}
    }
  }

  /** Returns how many of the client's messages wait for their PUBACK. */
  int unacknowledged() {
    return dialogue == null || !isOpen() ? 0 : dialogue.unacknowledged();
  }

  boolean isReading() {
    return channel.config().isAutoRead();
  }

  void stopReading() {
    channel.config().setAutoRead(false);
  }

  void resumeReading() {
    heardAt = connections.now();
    channel.config().setAutoRead(true);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (dialogue != null && ctx.channel().isWritable()) {
      dialogue.session().goOn();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    endSession(State.CLOSED);
    connections.remove(this);
    outbox.discard();
    if (piece != null) {
      piece.release();
      piece = null;
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      log.debug("{}: {}", this, cause.toString());
    } else {
      log.error("{}: closed after an error in the coordinator", this, cause);
    }
    var _ = ctx.close();
  }

  boolean isOpen() {
    return state == State.AWAITING_CONNECT || state == State.CONNECTING || state == State.CONNECTED;
  }

  /** Returns client id and address, for people. */
  @Override
  public String toString() {
    String who = dialogue == null ? "client" : dialogue.session().clientId();
    return who + " at " + address();
  }
}
