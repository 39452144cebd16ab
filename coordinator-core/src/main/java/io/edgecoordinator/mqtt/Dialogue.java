package io.edgecoordinator.mqtt;

import io.edgecoordinator.access.Permissions;
import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Admission;
import io.edgecoordinator.event.QoS;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client asks for once it is connected, and what it is answered. */
final class Dialogue {

  private final Connection connection;
  private final boolean five;
  private final Session session;
  private final Broker broker;
  private final Permissions permissions;
  private final ClientLog clientLog;
  private @Nullable InboundMessages inbound;
  private boolean tooManyInFlight;
  private boolean heldBack;

  /** The client's messages that are on their way to the retained ones. */
  private int retaining;

  /** Waits for those, and all that follows it waits too. */
  private Packet.@Nullable Subscribe waiting;

  Dialogue(
      Connection connection,
      ProtocolVersion version,
      Session session,
      Broker broker,
      Permissions permissions,
      ClientLog clientLog) {
    this.connection = connection;
    this.five = version == ProtocolVersion.MQTT_5;
    this.session = session;
    this.broker = broker;
    this.permissions = permissions;
    this.clientLog = clientLog;
  }

  Session session() {
    return session;
  }

  /** Returns how many of the client's messages wait for their PUBACK or PUBREC. */
  int unacknowledged() {
    return inbound == null ? 0 : inbound.size();
  }

  void handle(Packet packet) throws ProtocolViolation {
    switch (packet) {
      case Packet.Publish publish -> publish(publish);
      case Packet.PubAck(int packetId, int _) -> {
        session.messages().acknowledged(packetId);
        session.goOn();
      }
      case Packet.PubRec(int packetId, int reason) -> {
        session.messages().received(packetId, reason);
        session.goOn();
      }
      case Packet.PubComp(int packetId, int _) -> {
        session.messages().completed(packetId);
        session.goOn();
      }
      case Packet.PubRel(int packetId, int _) -> release(packetId);
      case Packet.Subscribe subscribe -> subscribeInTurn(subscribe);
      case Packet.Unsubscribe unsubscribe -> unsubscribe(unsubscribe);
      case Packet.PingReq() -> outbox().pingResp();
      case Packet.Disconnect disconnect -> disconnect(disconnect);
      case Packet.Auth _ ->
          throw ProtocolViolation.protocolError("AUTH, where no method was agreed on");
      case Packet.Connect _ -> throw ProtocolViolation.protocolError("a second CONNECT");
    }
  }

  private void publish(Packet.Publish packet) throws ProtocolViolation {
    if (packet.topic().startsWith(SysTopics.RESERVED) || !permissions.mayPublish(packet.topic())) {
      refusePublish(packet);
      return;
    }
    if (packet.qos() == QoS.AT_MOST_ONCE) {
      admit(packet, Acknowledgement.NONE);
      return;
    }
    InboundMessages inbound = inbound();
    int most = broker.limits().receiveMaximum();
    boolean again =
        packet.qos() == QoS.EXACTLY_ONCE && session.received().contains(packet.packetId());
    if (five && !again && inbound.inFlight() >= most) {
      throw new ProtocolViolation(
          ReasonCode.RECEIVE_MAXIMUM_EXCEEDED, "more than %d messages at a time".formatted(most));
    }
    Acknowledgement acknowledgement =
        packet.qos() == QoS.EXACTLY_ONCE
            ? inbound.expectOnce(packet.packetId())
            : inbound.expect(packet.packetId());
    if (acknowledgement != null) {
      admit(packet, acknowledgement);
    }
    if (inbound.size() >= most && !five && !tooManyInFlight) {
      tooManyInFlight = true;
      broker.counters().readingPaused++;
      readOrNot();
    }
    if (broker.isCongested() && !heldBack) {
      heldBack = true;
      broker.holdBack(this);
      readOrNot();
    }
  }

  private void admit(Packet.Publish packet, Acknowledgement acknowledgement) {
    if (packet.retain()) {
      retaining++;
      broker.publish(session, packet, new Retaining(acknowledgement));
    } else {
      broker.publish(session, packet, acknowledgement);
    }
  }

  /** Says whether the client's next packet has to wait. */
  boolean isWaiting() {
    return waiting != null;
  }

  /** Lets a subscription find what its own client has published to be retained before. */
  private void subscribeInTurn(Packet.Subscribe packet) {
    if (retaining == 0) {
      subscribe(packet);
    } else {
      waiting = packet;
      readOrNot();
    }
  }

  private void retained() {
    Packet.Subscribe next = waiting;
    if (--retaining == 0 && next != null) {
      waiting = null;
      if (connection.serves(session)) {
        subscribe(next);
        readOrNot();
        connection.goOn();
      }
    }
  }

  /** Follows a message to where retained messages are. */
  private final class Retaining implements Acknowledgement {

    private final Acknowledgement acknowledgement;

    Retaining(Acknowledgement acknowledgement) {
      this.acknowledgement = acknowledgement;
    }

    @Override
    public void logged() {
      acknowledgement.logged();
    }

    @Override
    public void complete(Admission admission) {
      acknowledgement.complete(admission);
      retained();
    }
  }

  /** What was too much to be kept at a time no longer is. */
  void release() {
    heldBack = false;
    readOrNot();
  }

  private void readOrNot() {
    if (heldBack || tooManyInFlight || waiting != null) {
      connection.stopReading();
    } else if (connection.isOpen()) {
      connection.resumeReading();
    }
  }

  /**
   * Refuses what the policy does not allow. At QoS 0 there is nobody to tell; MQTT 3.1.1 knows no
   * refusal but the end of the connection, of the two that [MQTT-3.3.5-2] leaves open the one that
   * a device can notice.
   */
  private void refusePublish(Packet.Publish packet) {
    String what = "may not publish to " + packet.topic();
    if (packet.qos() == QoS.AT_MOST_ONCE) {
      clientLog.info(connection, what);
    } else if (five) {
      clientLog.info(connection, what);
      if (packet.qos() == QoS.AT_LEAST_ONCE) {
        outbox().pubAck(packet.packetId(), ReasonCode.NOT_AUTHORIZED, what);
      } else {
        outbox().pubRec(packet.packetId(), ReasonCode.NOT_AUTHORIZED, what);
      }
    } else {
      connection.refuse(ReasonCode.NOT_AUTHORIZED, what);
    }
  }

  /** Says whether the policy in force still has the client in, and all its subscriptions. */
  boolean mayStay() {
    return permissions.mayStay()
        && permissions.mayUseClientId(session.clientId())
        && session.subscriptions().stream()
            .allMatch(each -> permissions.wouldSubscribe(each.filter().text()));
  }

  /**
   * Sends a PUBACK, if the client is still there to get it.
   *
   * @param waiting how many more are to come
   */
  void acknowledge(int packetId, Admission admission, int waiting) {
    if (connection.isOpen()) {
      ReasonCode reason = reason(admission);
      if (reason != null) {
        outbox().pubAck(packetId, reason, words(admission));
      }
      goOnReading(waiting);
    }
  }

  /**
   * Sends a PUBREC, if the client is still there to get it.
   *
   * @param waiting how many more are to come
   */
  void received(int packetId, Admission admission, int waiting) {
    if (connection.isOpen()) {
      ReasonCode reason = reason(admission);
      if (reason != null) {
        outbox().pubRec(packetId, reason, words(admission));
      }
      goOnReading(waiting);
    }
  }

  private InboundMessages inbound() {
    InboundMessages known = inbound;
    if (known == null) {
      known = new InboundMessages(this, session, broker.store());
      inbound = known;
    }
    return known;
  }

  private void goOnReading(int waiting) {
    if (tooManyInFlight && waiting <= broker.limits().receiveMaximum() / 2) {
      tooManyInFlight = false;
      readOrNot();
    }
  }

  /** PUBREL: the client will not send the message again. */
  private void release(int packetId) {
    if (!inbound().release(packetId)) {
      outbox().pubComp(packetId, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND);
      return;
    }
    broker.store().receiveCompleted(session, packetId);
    answerWhenSafe(
        () -> outbox().pubComp(packetId, ReasonCode.SUCCESS), ReasonCode.UNSPECIFIED_ERROR);
  }

  /**
   * Returns what to answer; null if the answer is the end of the connection: an acknowledgement of
   * MQTT 3.1.1 can't say no [MQTT-4.8.0-1].
   */
  private @Nullable ReasonCode reason(Admission admission) {
    return switch (admission) {
      case Admission.Accepted accepted ->
          accepted.destinations() == 0 ? ReasonCode.NO_MATCHING_SUBSCRIBERS : ReasonCode.SUCCESS;
      case Admission.Refused refused -> refuse(refused);
    };
  }

  private static @Nullable String words(Admission admission) {
    return admission instanceof Admission.Refused refused ? refused.detail() : null;
  }

  private @Nullable ReasonCode refuse(Admission.Refused refused) {
    broker.counters().messagesRefused++;
    ReasonCode code =
        switch (refused.reason()) {
          case QUEUE_FULL, NOT_STORED -> ReasonCode.QUOTA_EXCEEDED;
          case TOO_MANY_HOPS, NO_DESTINATION -> ReasonCode.UNSPECIFIED_ERROR;
        };
    if (five) {
      clientLog.info(connection, "message refused: " + refused.detail());
      return code;
    }
    connection.refuse(code, "message refused: " + refused.detail());
    return null;
  }

  private void subscribe(Packet.Subscribe packet) {
    List<ReasonCode> codes = new ArrayList<>(packet.requests().size());
    List<RetainedReplay> replays = new ArrayList<>(0);
    for (Packet.Subscribe.Request request : packet.requests()) {
      ReasonCode code =
          permissions.maySubscribe(request.filter())
              ? broker.subscribe(session, packet.identifier(), request, replays::add)
              : ReasonCode.NOT_AUTHORIZED;
      codes.add(code);
      if (code.isError()) {
        clientLog.info(connection, "may not subscribe to " + request.filter() + ": " + code);
      }
    }
    answerWhenSafe(
        () -> {
          outbox().subAck(packet.packetId(), codes);
          replays.forEach(session::replay);
        },
        ReasonCode.QUOTA_EXCEEDED);
  }

  private void unsubscribe(Packet.Unsubscribe packet) {
    List<ReasonCode> codes = new ArrayList<>(packet.filters().size());
    for (String filter : packet.filters()) {
      codes.add(broker.unsubscribe(session, filter));
    }
    answerWhenSafe(() -> outbox().unsubAck(packet.packetId(), codes), ReasonCode.QUOTA_EXCEEDED);
  }

  /** Answers what is kept; the connection ends for the given reason if it can't be. */
  private void answerWhenSafe(Runnable answer, ReasonCode otherwise) {
    broker
        .store()
        .whenSafe(
            session,
            failure -> {
              if (!connection.serves(session)) {
                return;
              }
              if (failure == null) {
                answer.run();
              } else {
                connection.close(otherwise, "cannot be kept: " + failure);
              }
            });
  }

  private void disconnect(Packet.Disconnect packet) throws ProtocolViolation {
    long expiry = packet.sessionExpirySeconds();
    if (expiry > 0 && session.expirySeconds() == 0) {
      throw ProtocolViolation.protocolError(
          "a session that was to end with the connection can't be made to last [MQTT-3.14.2-2]");
    }
    if (expiry != Packet.NOT_GIVEN) {
      session.expiresAfter(expiry);
    }
    if (!packet.withWill()) {
      session.revokeWill();
    }
    connection.finish();
  }

  /**
   * Returns where to write an answer. A client that asks and never reads is sent away; one that is
   * merely behind with its messages, the last of which may be a long one, is not.
   */
  private Outbox outbox() {
    Outbox outbox = connection.outbox();
    MqttLimits limits = broker.limits();
    long most = (long) limits.maxUnsentBytes() + limits.maxPacketBytes();
    if (outbox.backlog() > most && connection.isOpen()) {
      connection.refuse(ReasonCode.QUOTA_EXCEEDED, "does not read what it is sent");
    }
    return outbox;
  }
}
