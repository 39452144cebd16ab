package io.edgecoordinator.mqtt;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.event.Source;
import io.edgecoordinator.store.QueueStatus;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one client (MQTT 5, section 4.1): its subscriptions, the messages it does not
 * have for certain, and which of its own are not completed. It may outlast connections; whether it
 * does is decided when it begins.
 */
final class Session {

  /** Retained messages on their way to a client that have not been taken off the list yet. */
  private static final int REPLAYED_AT_A_TIME = 256;

  private final String clientId;
  private final Source.Device source;
  private final String device;
  private final boolean durable;
  private final SessionStore store;
  private final MqttLimits limits;
  private final MqttCounters counters;
  private final Map<String, Subscription> subscriptions = new HashMap<>(2);
  private @Nullable Connection connection;
  private long expirySeconds;
  private long since;
  private int clientReceiveMaximum = 0xFFFF;
  private @Nullable Will will;
  private @Nullable OutboundMessages messages;
  private @Nullable Set<Integer> received;
  private @Nullable ArrayDeque<RetainedReplay> replays;

  /**
   * @param device the name its client is known under
   * @param durable whether it is to survive a restart
   * @param since when its client connected or went away, in milliseconds since 1970
   */
  Session(String clientId, String device, boolean durable, Broker broker, long since) {
    this.clientId = clientId;
    this.source = new Source.Device(clientId);
    this.device = device;
    this.durable = durable;
    this.store = broker.store();
    this.limits = broker.limits();
    this.counters = broker.counters();
    this.since = since;
  }

  String clientId() {
    return clientId;
  }

  /** Returns the name of the device, which its credentials gave it. */
  String device() {
    return device;
  }

  /** Returns the one source of all events of this session. */
  Source.Device source() {
    return source;
  }

  boolean isSourceOf(Event event) {
    return source.equals(event.source());
  }

  /** Says whether it survives the end of its connection, and a restart. */
  boolean isDurable() {
    return durable;
  }

  /** Returns how its client is connected, or null if it is not. */
  @Nullable Connection connection() {
    return connection;
  }

  /** Returns since when its client is connected or away, in milliseconds since 1970. */
  long since() {
    return since;
  }

  /** Returns how many QoS 1 and 2 messages may be in flight to the client. */
  int windowSize() {
    return Math.min(clientReceiveMaximum, limits.maxInFlight());
  }

  long expirySeconds() {
    return expirySeconds;
  }

  void expiresAfter(long seconds) {
    expirySeconds = seconds;
    save();
  }

  /** Returns the will, or null if there is none or it has been revoked. */
  @Nullable Will will() {
    return will;
  }

  void revokeWill() {
    will = null;
  }

  /** A connection takes it over; {@link #resume()} follows once the client knows. */
  void attach(Connection newConnection, Packet.Connect connect, long now) {
    connection = newConnection;
    since = now;
    will = connect.will();
    expirySeconds = connect.expirySeconds();
    clientReceiveMaximum = connect.receiveMaximum();
    save();
  }

  /** Its connection is gone. */
  void detach(long now) {
    if (durable && replays != null) {
      replays.forEach(replay -> replay.rest(this));
    }
    replays = null;
    connection = null;
    since = now;
    if (messages != null) {
      messages.suspend();
    }
    save();
  }

  private void save() {
    store.save(
        this,
        new SessionRecord(
            device(),
            expirySeconds,
            connection == null ? Math.max(since, 1) : 0,
            messages == null ? 0 : messages.sentUpTo(),
            will));
  }

  /** Puts back what was on disk. */
  void restore(SessionStore.Found found) {
    expirySeconds = found.session.expirySeconds();
    will = found.session.will();
    if (!found.received.isEmpty()) {
      received = new HashSet<>(found.received);
    }
    boolean crashed = found.session.offlineSince() == 0;
    long sentUpTo = crashed ? OutboundMessages.Sent.PERHAPS_ALL : found.session.sentUpTo();
    messages =
        new OutboundMessages(
            this, store, counters, new OutboundMessages.Sent(sentUpTo, found.releasedInOrder()));
    if (crashed) {
      save();
    }
  }

  /** Goes on with what the client does not have for certain. */
  void resume() {
    if (messages != null) {
      messages.resume();
    }
  }

  /** Gives up all it holds. */
  void delete() {
    subscriptions.values().forEach(each -> store.unsubscribed(this, each));
    subscriptions.clear();
    if (received != null) {
      received.forEach(packetId -> store.receiveCompleted(this, packetId));
    }
    if (messages != null) {
      counters.droppedAtClose += messages.queue().count();
      messages.delete();
      messages = null;
    }
    store.delete(this);
  }

  Collection<Subscription> subscriptions() {
    return subscriptions.values();
  }

  /** Returns the subscription with this very filter. */
  @Nullable Subscription subscription(String filter) {
    return subscriptions.get(filter);
  }

  boolean mayAddSubscription() {
    return subscriptions.size() < limits.maxSubscriptions();
  }

  void put(Subscription subscription) {
    subscriptions.put(subscription.filter().text(), subscription);
  }

  void remove(Subscription subscription) {
    subscriptions.remove(subscription.filter().text());
  }

  /** Returns the packet ids of the client's QoS 2 messages that are not completed. */
  Set<Integer> received() {
    if (received == null) {
      received = new HashSet<>(4);
    }
    return received;
  }

  /**
   * Sends an event to the client, now or when it can take it, or drops and counts it.
   *
   * @param acknowledgement told at QoS 1 and 2 when it is safe; at QoS 0 nothing is
   */
  void deliver(Outgoing message, Acknowledgement acknowledgement) {
    if (message.qos() != QoS.AT_MOST_ONCE) {
      messages().offer(message, acknowledgement);
      return;
    }
    Connection open = connection;
    if (open == null) {
      counters.droppedOffline++;
    } else if (!open.outbox().isWritable()) {
      counters.droppedSlow++;
    } else if (!open.outbox().takes(message)) {
      counters.droppedTooLarge++;
    } else {
      open.outbox().publish(message, false, 0);
    }
  }

  /** Returns the QoS 1 and 2 messages on their way to the client. */
  OutboundMessages messages() {
    OutboundMessages known = messages;
    if (known == null) {
      known = new OutboundMessages(this, store, counters, OutboundMessages.Sent.NOTHING);
      messages = known;
    }
    return known;
  }

  /** Sends retained messages, as fast as the client takes them. */
  void replay(RetainedReplay replay) {
    if (replays == null) {
      replays = new ArrayDeque<>(1);
    }
    replays.add(replay);
    goOn();
  }

  /** Sends what waits, as far as the client and its socket take it. */
  void goOn() {
    if (messages != null) {
      messages.send();
    }
    while (replays != null && takesReplay()) {
      RetainedReplay first = replays.peek();
      if (first == null) {
        replays = null;
      } else if (!first.next(this)) {
        replays.remove();
      }
    }
  }

  private boolean takesReplay() {
    return connection != null
        && connection.outbox().isWritable()
        && (messages == null || messages.queue().count() < REPLAYED_AT_A_TIME);
  }

  /** Returns how the queue of its messages does; null as long as there was none. */
  @Nullable QueueStatus queue() {
    return messages == null ? null : messages.queue().status();
  }

  /** Gives up messages that are too old. */
  void sweep() {
    if (messages != null) {
      messages.queue().sweep();
    }
  }
}
