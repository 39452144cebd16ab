package io.edgecoordinator.mqtt;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.event.Source;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one client (MQTT 5, section 4.1): its subscriptions, and the messages that it
 * has not acknowledged or that wait for it. For now it ends with its connection.
 */
final class Session {

  private final Source.Device source;
  private final String device;
  private final MqttLimits limits;
  private final MqttCounters counters;
  private final Connection connection;
  private final Instant since;
  private final int windowSize;
  private final Map<String, Subscription> subscriptions = new HashMap<>(2);
  private @Nullable OutboundWindow window;
  private @Nullable Will will;

  Session(
      String clientId,
      String device,
      Packet.Connect connect,
      Connection connection,
      Broker broker,
      Instant since) {
    this.source = new Source.Device(clientId);
    this.device = device;
    this.limits = broker.limits();
    this.counters = broker.counters();
    this.connection = connection;
    this.since = since;
    this.windowSize = Math.min(connect.receiveMaximum(), limits.maxInFlight());
    this.will = connect.will();
  }

  String clientId() {
    return source.name();
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

  Connection connection() {
    return connection;
  }

  Instant since() {
    return since;
  }

  /** Returns the will, or null if there is none or it has been revoked. */
  @Nullable Will will() {
    return will;
  }

  void revokeWill() {
    will = null;
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
    subscriptions.put(subscription.filter(), subscription);
  }

  void remove(Subscription subscription) {
    subscriptions.remove(subscription.filter());
  }

  /**
   * Sends an event to the client, now or when it can take it, or drops and counts it.
   *
   * @param topic the topic in UTF-8
   */
  void deliver(Event event, byte[] topic, QoS qos, boolean retain) {
    if (!connection.outbox().takes(topic, event.payload(), qos)) {
      counters.droppedTooLarge++;
    } else if (qos != QoS.AT_MOST_ONCE) {
      deliverSafely(new Outgoing(event, topic, retain));
    } else if (connection.outbox().isWritable()) {
      connection.outbox().publish(topic, event.payload(), qos, retain, 0);
    } else {
      counters.droppedSlow++;
    }
  }

  /** The client has a QoS 1 message. */
  void acknowledged(int packetId) {
    if (window != null) {
      window.acknowledge(packetId);
      sendQueued();
    }
  }

  /** Sends what waits, as far as the client and its socket take it. */
  void sendQueued() {
    OutboundWindow open = window;
    while (open != null && open.hasQueue() && open.hasRoom() && connection.outbox().isWritable()) {
      send(open, open.unqueue());
    }
  }

  /** Returns how many QoS 1 messages have not arrived for certain. */
  int unfinished() {
    return window == null ? 0 : window.unfinished();
  }

  private void deliverSafely(Outgoing message) {
    OutboundWindow open = window;
    if (open == null) {
      open = new OutboundWindow(windowSize, limits.maxQueuedMessages(), limits.maxQueuedBytes());
      window = open;
    }
    if (!open.hasQueue() && open.hasRoom() && connection.outbox().isWritable()) {
      send(open, message);
    } else if (!open.queue(message)) {
      counters.droppedQueueFull++;
    }
  }

  private void send(OutboundWindow open, Outgoing message) {
    int packetId = open.send(message);
    connection
        .outbox()
        .publish(
            message.topic(),
            message.event().payload(),
            QoS.AT_LEAST_ONCE,
            message.retain(),
            packetId);
  }
}
