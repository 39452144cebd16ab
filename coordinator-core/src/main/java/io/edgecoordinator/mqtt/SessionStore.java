package io.edgecoordinator.mqtt;

import static java.lang.Integer.parseInt;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.store.Codec;
import io.edgecoordinator.store.DeliveryQueue;
import io.edgecoordinator.store.DurableMap;
import io.edgecoordinator.store.EventCodec;
import io.edgecoordinator.store.QueueBudget;
import io.edgecoordinator.store.QueueLimits;
import io.edgecoordinator.store.RecordInput;
import io.edgecoordinator.store.RecordOutput;
import io.edgecoordinator.store.Store;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Session state as far as it survives a restart (MQTT 5, section 4.1): of sessions that outlast
 * their connections. Of others nothing is written, and what is asked about them is answered at
 * once.
 */
final class SessionStore {

  private static final String DESTINATION = "session:";

  private final Store store;
  private final QueueLimits limits;
  private final QueueLimits volatileLimits;
  private final QueueLimits inMemory;
  private final QueueBudget budget;
  private final QueueBudget volatileBudget;
  private final InstantSource clock;
  private final DurableMap<SessionRecord> sessions;
  private final DurableMap<Subscription.Options> subscriptions;
  private final DurableMap<Boolean> received;
  private final DurableMap<Boolean> released;
  private final DurableMap<Event> retained;

  /** A session as it was found on disk. */
  static final class Found {
    final String clientId;
    final SessionRecord session;
    final Map<String, Subscription.Options> subscriptions = new HashMap<>();
    final List<Integer> received = new ArrayList<>(0);
    final List<Integer> released = new ArrayList<>(0);

    Found(String clientId, SessionRecord session) {
      this.clientId = clientId;
      this.session = session;
    }

    /**
     * Returns {@link #released} in the order in which the client has received the messages: that of
     * their packet ids, which go round, and of which the oldest comes after the widest gap.
     */
    List<Integer> releasedInOrder() {
      List<Integer> ids = new ArrayList<>(released);
      Collections.sort(ids);
      int oldest = 0;
      int widest = ids.isEmpty() ? 0 : ids.getFirst() + 0xFFFF - ids.getLast();
      for (int i = 1; i < ids.size(); i++) {
        int gap = ids.get(i) - ids.get(i - 1);
        if (gap > widest) {
          widest = gap;
          oldest = i;
        }
      }
      Collections.rotate(ids, -oldest);
      return ids;
    }
  }

  SessionStore(SessionStorage storage, MqttLimits mqtt, InstantSource clock) {
    this.store = storage.store();
    this.limits = storage.limits();
    this.budget = storage.budget();
    this.clock = clock;
    this.inMemory =
        new QueueLimits(
            mqtt.maxQueuedBytes() / 16, mqtt.maxQueuedMessages(), limits.age(), limits.onFull());
    this.volatileLimits =
        new QueueLimits(
            mqtt.maxQueuedBytes(),
            (long) mqtt.maxQueuedMessages() + mqtt.maxInFlight(),
            limits.age(),
            QueueLimits.OnFull.DROP_NEWEST);
    this.volatileBudget = new QueueBudget(mqtt.kept().maxQueuedBytesInAll());
    sessions = store.map("session", SessionRecord.CODEC);
    subscriptions = store.map("subscription", Subscription.Options.CODEC);
    received = store.map("received", Mark.CODEC);
    released = store.map("released", Mark.CODEC);
    retained = store.map("retained", EventCodec.INSTANCE);
  }

  DurableMap<Event> retained() {
    return retained;
  }

  QueueBudget volatileBudget() {
    return volatileBudget;
  }

  /** Reads all sessions. */
  Future<List<Found>> load() {
    Map<String, Found> found = new HashMap<>();
    return sessions
        .load()
        .onSuccess(all -> all.forEach((id, session) -> found.put(id, new Found(id, session))))
        .compose(_ -> load(subscriptions, found, (to, key, of) -> to.subscriptions.put(key, of)))
        .compose(_ -> load(received, found, (to, key, _) -> to.received.add(parseInt(key))))
        .compose(_ -> load(released, found, (to, key, _) -> to.released.add(parseInt(key))))
        .map(_ -> List.copyOf(found.values()));
  }

  /** Gives what is kept of one kind to the sessions it is of. */
  private static <T> Future<Map<String, T>> load(
      DurableMap<T> kept, Map<String, Found> found, Taking<T> taking) {
    return kept.load()
        .onSuccess(all ->
            all.forEach((key, value) -> {
              Found session = found.get(Key.clientId(key));
              if (session != null) {
                taking.take(session, Key.rest(key), value);
              }
            }));
  }

  @FunctionalInterface
  private interface Taking<T> {
    void take(Found session, String key, T value);
  }

  /** Returns the queue of a session's messages. */
  DeliveryQueue<Outgoing> queue(Session session, DeliveryQueue.Outlet<Outgoing> outlet) {
    String destination = DESTINATION + session.clientId();
    return session.isDurable()
        ? new DeliveryQueue<>(
            destination,
            store,
            store.deliveries(destination, Outgoing.CODEC),
            limits,
            inMemory,
            budget,
            clock,
            outlet)
        : new DeliveryQueue<>(
            destination,
            store,
            null,
            volatileLimits,
            volatileLimits,
            volatileBudget,
            clock,
            outlet);
  }

  void save(Session session, SessionRecord state) {
    if (session.isDurable()) {
      sessions.put(session.clientId(), state);
    }
  }

  void delete(Session session) {
    if (session.isDurable()) {
      sessions.remove(session.clientId());
    }
  }

  void subscribed(Session session, Subscription subscription) {
    if (session.isDurable()) {
      subscriptions.put(
          Key.of(session.clientId(), subscription.filter().text()), subscription.options());
    }
  }

  void unsubscribed(Session session, Subscription subscription) {
    if (session.isDurable()) {
      subscriptions.remove(Key.of(session.clientId(), subscription.filter().text()));
    }
  }

  /** The client's QoS 2 message is in; it must not be taken twice. */
  void received(Session session, int packetId) {
    if (session.isDurable()) {
      received.put(Key.of(session.clientId(), packetId), true);
    }
  }

  /** The client knows that its message is in. */
  void receiveCompleted(Session session, int packetId) {
    if (session.isDurable()) {
      received.remove(Key.of(session.clientId(), packetId));
    }
  }

  /** The client has received a QoS 2 message; it must not be sent again. */
  void released(Session session, int packetId) {
    if (session.isDurable()) {
      released.put(Key.of(session.clientId(), packetId), true);
    }
  }

  /** The client knows that we know. */
  void releaseCompleted(Session session, int packetId) {
    if (session.isDurable()) {
      released.remove(Key.of(session.clientId(), packetId));
    }
  }

  /** Calls back when what was done about a session is safe. */
  void whenSafe(Session session, Store.Safe callback) {
    if (session.isDurable()) {
      store.whenSafe(callback);
    } else {
      callback.settled(null);
    }
  }

  void whenSafe(Store.Safe callback) {
    store.whenSafe(callback);
  }

  /** Has what belongs together written together. */
  Store.Hold hold() {
    return store.hold();
  }

  /** A client id and something else in one string, so that no choice of either makes two equal. */
  private static final class Key {

    static String of(String clientId, int packetId) {
      return of(clientId, Integer.toString(packetId));
    }

    static String of(String clientId, String rest) {
      return clientId.length() + ":" + clientId + rest;
    }

    static String clientId(String key) {
      int colon = key.indexOf(':');
      return key.substring(colon + 1, end(key, colon));
    }

    static String rest(String key) {
      return key.substring(end(key, key.indexOf(':')));
    }

    private static int end(String key, int colon) {
      return colon + 1 + Integer.parseInt(key, 0, colon, 10);
    }
  }

  /** For maps of which only the keys matter. */
  private static final class Mark {

    static final Codec<Boolean> CODEC =
        new Codec<>() {
          @Override
          public void write(Boolean value, RecordOutput out) {}

          @Override
          public Boolean read(RecordInput in) {
            return true;
          }
        };
  }
}
