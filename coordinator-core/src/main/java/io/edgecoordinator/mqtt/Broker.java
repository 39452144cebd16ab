package io.edgecoordinator.mqtt;

import io.edgecoordinator.access.Access;
import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Arrival;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.EventIds;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.event.Topics;
import io.netty.buffer.ByteBufUtil;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** What all connections share: the sessions, their subscriptions, and the way in for events. */
final class Broker {

  private static final String SHARED = "$share/";

  private final MqttLimits limits;
  private final MqttCounters counters;
  private final EventIds ids;
  private final InstantSource clock;
  private final Turn turn;
  private final Access access;
  private final SubscriptionTable subscriptions;
  private final Map<String, Session> sessions = new HashMap<>();

  Broker(
      MqttLimits limits,
      MqttCounters counters,
      EventIds ids,
      InstantSource clock,
      Turn turn,
      Access access) {
    this.access = access;
    this.limits = limits;
    this.counters = counters;
    this.ids = ids;
    this.clock = clock;
    this.turn = turn;
    this.subscriptions = new SubscriptionTable(limits.maxCachedTopics());
  }

  MqttLimits limits() {
    return limits;
  }

  Access access() {
    return access;
  }

  MqttCounters counters() {
    return counters;
  }

  Turn turn() {
    return turn;
  }

  Collection<Session> sessions() {
    return sessions.values();
  }

  /** Returns a client id that nobody has. */
  String assignClientId() {
    return "auto-" + EventIds.text(ids.next());
  }

  /** Begins a session, and ends the one another connection had under the same client id. */
  Session open(String clientId, String device, Packet.Connect connect, Connection connection) {
    Session former = sessions.get(clientId);
    if (former != null) {
      counters.sessionsTakenOver++;
      former
          .connection()
          .close(ReasonCode.SESSION_TAKEN_OVER, "another connection has this client id");
    }
    counters.connectionsAccepted++;
    Session session = new Session(clientId, device, connect, connection, this, clock.instant());
    sessions.put(clientId, session);
    return session;
  }

  /** Ends a session, and publishes its will if it has not been revoked. */
  void close(Session session) {
    session.subscriptions().forEach(subscriptions::remove);
    sessions.remove(session.clientId(), session);
    counters.droppedAtClose += session.unfinished();
    Will will = session.will();
    if (will != null) {
      session.revokeWill();
      arrive(
          session, will.topic(), will.payload(), will.qos(), will.retain(), Acknowledgement.NONE);
    }
  }

  /**
   * Lets an event in.
   *
   * @param acknowledgement told what becomes of it
   */
  void publish(Session session, Packet.Publish packet, Acknowledgement acknowledgement) {
    counters.messagesReceived++;
    arrive(
        session,
        packet.topic(),
        Payload.of(packet.payload()),
        packet.qos(),
        packet.retain(),
        acknowledgement);
  }

  private void arrive(
      Session session,
      String topic,
      Payload payload,
      QoS qos,
      boolean retain,
      Acknowledgement acknowledgement) {
    Event event =
        new Event(ids.next(), session.source(), session.device(), topic, payload, qos, retain, 0);
    turn.arrive(new Arrival(event, acknowledgement));
  }

  /** Hands an event to its subscribers, and returns how many there are. */
  int deliver(Event event) {
    return subscriptions.route(event.topic()).deliver(event);
  }

  /** Adds a subscription or changes its options; returns the granted QoS or why not. */
  ReasonCode subscribe(Session session, Packet.Subscribe.Request request) {
    ReasonCode code = check(session, request);
    if (code.isError()) {
      counters.subscriptionsRefused++;
      return code;
    }
    Subscription former = session.subscription(request.filter());
    if (former != null) {
      subscriptions.remove(former);
    }
    Subscription subscription =
        new Subscription(
            session,
            request.filter(),
            request.qos().atMost(QoS.AT_LEAST_ONCE),
            request.noLocal(),
            request.retainAsPublished());
    subscriptions.add(subscription);
    session.put(subscription);
    return code;
  }

  ReasonCode unsubscribe(Session session, String filter) {
    Subscription former = session.subscription(filter);
    if (former == null) {
      return ReasonCode.NO_SUBSCRIPTION_EXISTED;
    }
    subscriptions.remove(former);
    session.remove(former);
    return ReasonCode.SUCCESS;
  }

  private ReasonCode check(Session session, Packet.Subscribe.Request request) {
    String filter = request.filter();
    if (filter.startsWith(SHARED)) {
      return ReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED;
    }
    if (ByteBufUtil.utf8Bytes(filter) > limits.maxTopicBytes()) {
      return ReasonCode.TOPIC_FILTER_INVALID;
    }
    try {
      Topics.validateFilter(filter);
    } catch (IllegalArgumentException e) {
      return ReasonCode.TOPIC_FILTER_INVALID;
    }
    if (session.subscription(filter) == null && !session.mayAddSubscription()) {
      return ReasonCode.QUOTA_EXCEEDED;
    }
    return request.qos() == QoS.AT_MOST_ONCE ? ReasonCode.SUCCESS : ReasonCode.GRANTED_QOS_1;
  }
}
