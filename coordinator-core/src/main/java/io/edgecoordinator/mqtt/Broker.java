package io.edgecoordinator.mqtt;

import io.edgecoordinator.access.Access;
import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Arrival;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.EventIds;
import io.edgecoordinator.event.JointAcknowledgement;
import io.edgecoordinator.event.MessageProperties;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.event.Topics;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What all connections share: the sessions, their subscriptions, and the way in for events. */
final class Broker {

  private static final long SECOND = 1_000;

  /**
   * How topics begin by which something is asked of a shadow. The protocol of shadows has it that
   * wills there ask for nothing.
   */
  private static final String WITHOUT_WILLS = "$aws/";

  private final MqttLimits limits;
  private final MqttCounters counters;
  private final EventIds ids;
  private final InstantSource clock;
  private final Turn turn;
  private final SessionStore store;
  private final Access access;
  private final SubscriptionTable subscriptions;
  private final Sessions sessions;
  private final RetainedMessages retained;
  private final List<Dialogue> heldBack = new ArrayList<>();
  private boolean congested;

  Broker(
      MqttLimits limits,
      MqttCounters counters,
      EventIds ids,
      InstantSource clock,
      Turn turn,
      SessionStore store,
      Access access) {
    this.access = access;
    this.limits = limits;
    this.counters = counters;
    this.ids = ids;
    this.clock = clock;
    this.turn = turn;
    this.store = store;
    this.subscriptions = new SubscriptionTable(limits.maxCachedTopics());
    this.sessions = new Sessions(this, subscriptions, clock);
    this.retained = new RetainedMessages(store, limits, counters);
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

  SessionStore store() {
    return store;
  }

  Sessions sessions() {
    return sessions;
  }

  RetainedMessages retained() {
    return retained;
  }

  /** Reads what was kept before a restart. */
  Future<Void> load() {
    return retained.load().compose(_ -> store.load()).onSuccess(sessions::restore).mapEmpty();
  }

  /**
   * Says whether who publishes at QoS 1 or 2 is to wait, because what has come already is not on
   * disk yet.
   */
  boolean isCongested() {
    return congested;
  }

  void congested(boolean is) {
    congested = is;
    if (!is) {
      List<Dialogue> released = List.copyOf(heldBack);
      heldBack.clear();
      released.forEach(Dialogue::release);
    }
  }

  /** Has a client released when the congestion is over. */
  void holdBack(Dialogue dialogue) {
    counters.heldBack++;
    heldBack.add(dialogue);
  }

  /** Returns a client id that nobody has. */
  String assignClientId() {
    return "auto-" + EventIds.text(ids.next());
  }

  /** Looks after what time changes. To be called every second. */
  void tick() {
    sessions.tick();
  }

  /** Gives up what is too old. To be called every minute or so. */
  void sweep() {
    retained.sweep(clock.millis());
    sessions.all().forEach(Session::sweep);
  }

  /**
   * Lets an event in.
   *
   * @param acknowledgement told what becomes of it
   */
  void publish(Session session, Packet.Publish packet, Acknowledgement acknowledgement) {
    counters.messagesReceived++;
    turn.arrive(
        new Arrival(
            event(
                session,
                packet.topic(),
                Payload.of(packet.payload()),
                packet.qos(),
                packet.retain(),
                packet.expirySeconds(),
                packet.properties()),
            acknowledgement));
  }

  /** Publishes what a client that went without saying so wanted to be published. */
  void publishWill(Session session, Will will) {
    if (will.topic().startsWith(SysTopics.RESERVED) || will.topic().startsWith(WITHOUT_WILLS)) {
      counters.messagesRefused++;
      return;
    }
    counters.willsPublished++;
    Event event =
        event(
            session,
            will.topic(),
            will.payload(),
            will.qos(),
            will.retain(),
            will.expirySeconds(),
            will.properties());
    turn.arrive(new Arrival(event, Acknowledgement.NONE));
  }

  private Event event(
      Session session,
      String topic,
      Payload payload,
      QoS qos,
      boolean retain,
      long expirySeconds,
      MessageProperties properties) {
    long id = ids.next();
    return new Event(
        id,
        session.source(),
        session.device(),
        topic,
        payload,
        qos,
        retain,
        0,
        expirySeconds == Packet.NOT_GIVEN
            ? Event.NEVER
            : EventIds.millis(id) + expirySeconds * SECOND,
        properties);
  }

  /** Hands an event to its subscribers, and to those of later if it is to be retained. */
  void deliver(Event event, Acknowledgement acknowledgement) {
    Route route = subscriptions.route(event.topic());
    if (!event.retain()) {
      route.deliver(event, acknowledgement);
      return;
    }
    JointAcknowledgement both = new JointAcknowledgement(acknowledgement);
    // In this order, so that who subscribes meanwhile gets it once.
    retained.retain(event, both.expect());
    route.deliver(event, both.expect());
    both.release();
  }

  /** Shows the state of the broker to those who subscribe to it. */
  void show(Event event) {
    retained.show(event);
    subscriptions.route(event.topic()).deliver(event, Acknowledgement.NONE);
  }

  /**
   * Adds a subscription or changes its options; returns the granted QoS or why not.
   *
   * @param replays takes the retained messages that it asks for, to be sent after SUBACK
   */
  ReasonCode subscribe(
      Session session,
      int identifier,
      Packet.Subscribe.Request request,
      Consumer<RetainedReplay> replays) {
    Subscription.Filter filter;
    try {
      filter = Subscription.Filter.parse(request.filter());
      Topics.validateFilter(filter.topics());
    } catch (IllegalArgumentException e) {
      counters.subscriptionsRefused++;
      return ReasonCode.TOPIC_FILTER_INVALID;
    }
    ReasonCode code = check(session, filter.text());
    if (code.isError()) {
      counters.subscriptionsRefused++;
      return code;
    }
    Subscription former = session.subscription(filter.text());
    Subscription subscription =
        new Subscription(
            session,
            filter,
            new Subscription.Options(
                request.qos(), request.noLocal(), request.retainAsPublished(), identifier));
    sessions.add(subscription);
    store.subscribed(session, subscription);
    boolean wantsRetained =
        request.retainHandling() == 0 || (request.retainHandling() == 1 && former == null);
    if (wantsRetained && filter.share() == null) {
      List<Event> matching = retained.match(filter.topics(), clock.millis());
      if (!matching.isEmpty()) {
        replays.accept(new RetainedReplay(retained, subscription, matching, clock));
      }
    }
    return switch (request.qos()) {
      case AT_MOST_ONCE -> ReasonCode.SUCCESS;
      case AT_LEAST_ONCE -> ReasonCode.GRANTED_QOS_1;
      case EXACTLY_ONCE -> ReasonCode.GRANTED_QOS_2;
    };
  }

  ReasonCode unsubscribe(Session session, String filter) {
    Subscription former = session.subscription(filter);
    if (former == null) {
      return ReasonCode.NO_SUBSCRIPTION_EXISTED;
    }
    sessions.remove(former);
    store.unsubscribed(session, former);
    return ReasonCode.SUCCESS;
  }

  private ReasonCode check(Session session, String filter) {
    if (ByteBufUtil.utf8Bytes(filter) > limits.maxTopicBytes()) {
      return ReasonCode.TOPIC_FILTER_INVALID;
    }
    if (session.subscription(filter) == null && !session.mayAddSubscription()) {
      return ReasonCode.QUOTA_EXCEEDED;
    }
    return ReasonCode.SUCCESS;
  }
}
