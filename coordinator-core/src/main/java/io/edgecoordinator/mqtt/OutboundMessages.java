package io.edgecoordinator.mqtt;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.store.DeliveryQueue;
import io.edgecoordinator.store.Entry;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The QoS 1 and 2 messages of one session that its client does not have for certain: what waits,
 * what was sent, and what has been received but not completed (MQTT 5, sections 4.3, 4.4 and 4.9).
 */
final class OutboundMessages {

  private final Session session;
  private final SessionStore store;
  private final MqttCounters counters;
  private final DeliveryQueue<Outgoing> queue;
  private final OutboundWindow window = new OutboundWindow();

  /** QoS 2 messages that the client has received: it waits for PUBREL, we for PUBCOMP. */
  private final Set<Integer> released = new LinkedHashSet<>(0);

  private int windowSize;
  private long sentUpTo;
  private boolean awaitsStore;

  /**
   * @param released what was received, but not completed, before a restart
   */
  OutboundMessages(
      Session session, SessionStore store, MqttCounters counters, List<Integer> released) {
    this.session = session;
    this.store = store;
    this.counters = counters;
    this.released.addAll(released);
    this.queue = store.queue(session, this::send);
    if (session.connection() == null) {
      queue.park();
    } else {
      accommodate();
    }
  }

  DeliveryQueue<Outgoing> queue() {
    return queue;
  }

  /**
   * Takes a message, to be sent when the client can take it.
   *
   * @param acknowledgement told when it is safe, or that there is no room
   */
  void offer(Outgoing message, Acknowledgement acknowledgement) {
    queue.offer(message, session.isDurable(), acknowledgement);
    send();
  }

  /** The client is back: sends again what it may not have, and goes on. */
  void resume() {
    accommodate();
    Connection connection = session.connection();
    if (connection != null) {
      for (int packetId : released) {
        connection.outbox().pubRel(packetId, ReasonCode.SUCCESS);
      }
    }
    queue.resume();
    send();
  }

  private void accommodate() {
    windowSize = session.windowSize();
  }

  /** The client is gone: what it has not acknowledged waits again. */
  void suspend() {
    window.clear().reversed().forEach(queue::putBack);
    queue.park();
  }

  /** Sends what waits, as far as the client and its socket take it. */
  void send() {
    Connection connection = session.connection();
    while (connection != null
        && !awaitsStore
        && window.count() + released.size() < windowSize
        && connection.outbox().isWritable()) {
      Entry<Outgoing> next = queue.poll();
      if (next == null || !send(next, connection.outbox())) {
        return;
      }
    }
  }

  /** Says whether the next may be sent too. */
  private boolean send(Entry<Outgoing> entry, Outbox outbox) {
    Outgoing message = entry.item();
    if (!outbox.takes(message)) {
      counters.droppedTooLarge++;
      queue.done(entry);
      return true;
    }
    int packetId = OutboundWindow.packetId(entry);
    if (!window.takes(entry) || released.contains(packetId)) {
      queue.putBack(entry);
      return false;
    }
    if (message.qos() == QoS.EXACTLY_ONCE && !entry.isSettled()) {
      // After a crash its packet id would belong to another message.
      queue.putBack(entry);
      awaitsStore = true;
      store.whenSafe(_ -> {
        awaitsStore = false;
        send();
      });
      return false;
    }
    window.add(entry);
    boolean duplicate = entry.sequence() <= sentUpTo;
    sentUpTo = Math.max(sentUpTo, entry.sequence());
    outbox.publish(message, duplicate, packetId);
    return true;
  }

  /** PUBACK: the client has a QoS 1 message, or does not want it. */
  void acknowledged(int packetId) throws ProtocolViolation {
    Entry<Outgoing> entry = window.find(packetId);
    if (entry != null) {
      if (entry.item().qos() != QoS.AT_LEAST_ONCE) {
        throw ProtocolViolation.protocolError("PUBACK for a message of QoS 2");
      }
      window.remove(entry);
      queue.done(entry);
      send();
    }
  }

  /** PUBREC: the client has a QoS 2 message, or does not want it. */
  void received(int packetId, int reason) throws ProtocolViolation {
    Entry<Outgoing> entry = window.find(packetId);
    if (entry == null) {
      ReasonCode code =
          released.contains(packetId) ? ReasonCode.SUCCESS : ReasonCode.PACKET_IDENTIFIER_NOT_FOUND;
      pubRel(packetId, code);
      return;
    }
    if (entry.item().qos() != QoS.EXACTLY_ONCE) {
      throw ProtocolViolation.protocolError("PUBREC for a message of QoS 1");
    }
    window.remove(entry);
    queue.done(entry);
    if (reason >= ReasonCode.UNSPECIFIED_ERROR.code()) {
      send();
      return;
    }
    released.add(packetId);
    Connection connection = session.connection();
    store.released(session, packetId);
    store.whenSafe(
        session,
        failure -> {
          if (failure == null && connection != null && connection.serves(session)) {
            pubRel(packetId, ReasonCode.SUCCESS);
          }
        });
  }

  private void pubRel(int packetId, ReasonCode reason) {
    Connection connection = session.connection();
    if (connection != null) {
      connection.outbox().pubRel(packetId, reason);
    }
  }

  /** PUBCOMP: a QoS 2 message is through. */
  void completed(int packetId) {
    if (released.remove(packetId)) {
      store.releaseCompleted(session, packetId);
      send();
    }
  }

  /** Gives up all there is: the session ends. */
  void delete() {
    queue.delete();
    released.forEach(packetId -> store.releaseCompleted(session, packetId));
    released.clear();
  }
}
