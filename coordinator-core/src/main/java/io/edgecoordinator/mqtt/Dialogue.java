package io.edgecoordinator.mqtt;

import io.edgecoordinator.access.Permissions;
import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Admission;
import io.edgecoordinator.event.QoS;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client asks for once it is connected, and what it is answered. */
final class Dialogue {

  private final Connection connection;
  private final boolean five;
  private final PacketWriter writer;
  private final Session session;
  private final Broker broker;
  private final Permissions permissions;
  private final ClientLog clientLog;
  private @Nullable InboundAcks acks;
  private boolean paused;

  Dialogue(
      Connection connection,
      ProtocolVersion version,
      Session session,
      Broker broker,
      Permissions permissions,
      ClientLog clientLog) {
    this.connection = connection;
    this.five = version == ProtocolVersion.MQTT_5;
    this.writer = PacketWriter.of(version);
    this.session = session;
    this.broker = broker;
    this.permissions = permissions;
    this.clientLog = clientLog;
  }

  Session session() {
    return session;
  }

  /** Returns how many of the client's messages wait for their PUBACK. */
  int unacknowledged() {
    return acks == null ? 0 : acks.size();
  }

  void handle(Packet packet) throws ProtocolViolation {
    switch (packet) {
      case Packet.Publish publish -> publish(publish);
      case Packet.PubAck pubAck -> session.acknowledged(pubAck.packetId());
      case Packet.Subscribe subscribe -> subscribe(subscribe);
      case Packet.Unsubscribe unsubscribe -> unsubscribe(unsubscribe);
      case Packet.PingReq() -> writer.pingResp(reply());
      case Packet.Disconnect disconnect -> {
        if (!disconnect.withWill()) {
          session.revokeWill();
        }
        connection.finish();
      }
      case Packet.PubRec _, Packet.PubRel _, Packet.PubComp _, Packet.Auth _ ->
          throw ProtocolViolation.protocolError("a packet out of place");
      case Packet.Connect connect -> throw ProtocolViolation.protocolError("a second CONNECT");
    }
  }

  private void publish(Packet.Publish packet) throws ProtocolViolation {
    if (packet.qos() == QoS.EXACTLY_ONCE) {
      throw new ProtocolViolation(ReasonCode.QOS_NOT_SUPPORTED, "a PUBLISH of QoS 2");
    }
    if (packet.retain() && five) {
      throw new ProtocolViolation(ReasonCode.RETAIN_NOT_SUPPORTED, "a PUBLISH to be retained");
    }
    if (!permissions.mayPublish(packet.topic())) {
      refusePublish(packet);
      return;
    }
    if (packet.qos() == QoS.AT_MOST_ONCE) {
      broker.publish(session, packet, Acknowledgement.NONE);
      return;
    }
    if (acks == null) {
      acks = new InboundAcks(this);
    }
    int most = broker.limits().receiveMaximum();
    if (acks.size() >= most && five) {
      throw new ProtocolViolation(
          ReasonCode.RECEIVE_MAXIMUM_EXCEEDED, "more than %d messages at a time".formatted(most));
    }
    broker.publish(session, packet, acks.expect(packet.packetId()));
    if (acks.size() >= most && !five && !paused) {
      paused = true;
      broker.counters().readingPaused++;
      connection.stopReading();
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
      writer.pubAck(reply(), packet.packetId(), ReasonCode.NOT_AUTHORIZED);
    } else {
      connection.refuse(ReasonCode.NOT_AUTHORIZED, what);
    }
  }

  /** Says whether the policy in force still has the client in, and all its subscriptions. */
  boolean mayStay() {
    return permissions.mayStay()
        && permissions.mayUseClientId(session.clientId())
        && session.subscriptions().stream()
            .allMatch(each -> permissions.wouldSubscribe(each.filter()));
  }

  /**
   * Sends a PUBACK, if the client is still there to get it.
   *
   * @param waiting how many more are to come
   */
  void acknowledge(int packetId, Admission admission, int waiting) {
    if (!connection.isOpen()) {
      return;
    }
    switch (admission) {
      case Admission.Accepted accepted -> {
        boolean nobody = accepted.destinations() == 0;
        writer.pubAck(
            reply(), packetId, nobody ? ReasonCode.NO_MATCHING_SUBSCRIBERS : ReasonCode.SUCCESS);
      }
      case Admission.Refused refused -> refuse(packetId, refused);
    }
    if (paused && waiting <= broker.limits().receiveMaximum() / 2) {
      paused = false;
      connection.resumeReading();
    }
  }

  /** A PUBACK of MQTT 3.1.1 can't say no [MQTT-4.8.0-1], so the connection has to. */
  private void refuse(int packetId, Admission.Refused refused) {
    broker.counters().messagesRefused++;
    ReasonCode code =
        switch (refused.reason()) {
          case QUEUE_FULL -> ReasonCode.QUOTA_EXCEEDED;
          case NOT_STORED, TOO_MANY_HOPS, NO_DESTINATION -> ReasonCode.UNSPECIFIED_ERROR;
        };
    if (five) {
      clientLog.info(connection, "message refused: " + refused.detail());
      writer.pubAck(reply(), packetId, code);
    } else {
      connection.refuse(code, "message refused: " + refused.detail());
    }
  }

  private void subscribe(Packet.Subscribe packet) {
    List<ReasonCode> codes = new ArrayList<>(packet.requests().size());
    for (Packet.Subscribe.Request request : packet.requests()) {
      ReasonCode code =
          permissions.maySubscribe(request.filter())
              ? broker.subscribe(session, request)
              : ReasonCode.NOT_AUTHORIZED;
      codes.add(code);
      if (code.isError()) {
        clientLog.info(connection, "may not subscribe to " + request.filter() + ": " + code);
      }
    }
    writer.subAck(reply(), packet.packetId(), codes);
  }

  private void unsubscribe(Packet.Unsubscribe packet) {
    List<ReasonCode> codes = new ArrayList<>(packet.filters().size());
    for (String filter : packet.filters()) {
      codes.add(broker.unsubscribe(session, filter));
    }
    writer.unsubAck(reply(), packet.packetId(), codes);
  }

  /**
   * Returns where to write an answer. A client that asks and never reads is sent away; one that is
   * merely behind with its messages, the last of which may be a long one, is not.
   */
  private ByteBuf reply() {
    Outbox outbox = connection.outbox();
    MqttLimits limits = broker.limits();
    long most = (long) limits.maxUnsentBytes() + limits.maxPacketBytes();
    if (outbox.backlog() > most && connection.isOpen()) {
      connection.refuse(ReasonCode.QUOTA_EXCEEDED, "does not read what it is sent");
    }
    return outbox.next();
  }
}
