package io.edgecoordinator.mqtt;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.store.DeliveryQueue;
import io.edgecoordinator.store.Entry;
import io.edgecoordinator.store.QueueStatus;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The QoS 1 and 2 messages of one session that its client does not have for certain: what waits,
 * what was sent, and what has been received but not completed (MQTT 5, sections 4.3, 4.4 and 4.9).
 */
final class OutboundMessages implements DeliveryQueue.Outlet<Outgoing> {

  private final Session session;
  private final SessionStore store;
  private final MqttCounters counters;
  private final DeliveryQueue<Outgoing> queue;
  private final OutboundWindow window = new OutboundWindow();

  /** QoS 2 messages that the client has received: it waits for PUBREL, we for PUBCOMP. */
  private final Set<Integer> released = new LinkedHashSet<>(0);

  /** Messages that expired after they had been sent, and are to be sent again all the same. */
  private final ArrayDeque<Entry<Outgoing>> begun = new ArrayDeque<>(0);

  private int windowSize;

  /** Number of the last message that was sent, on whatever connection. */
  private long sentUpTo;

  private boolean awaitsStore;

  /**
   * @param sent what is known from before a restart
   */
  OutboundMessages(Session session, SessionStore store, MqttCounters counters, Sent sent) {
    this.session = session;
    this.store = store;
    this.counters = counters;
    this.released.addAll(sent.released);
    this.queue = store.queue(session, this);
    this.sentUpTo = sent.upTo == Sent.PERHAPS_ALL ? queue.lastKept() : sent.upTo;
    if (session.connection() == null) {
      queue.park();
    } else {
      accommodate();
    }
  }

  /**
   * What a client may have got before a restart.
   *
   * @param upTo number of the last message that was sent, or {@link #PERHAPS_ALL}
   * @param released what was received, but not completed, in the order in which it was
   */
  record Sent(long upTo, List<Integer> released) {

    static final long PERHAPS_ALL = -1;
    static final Sent NOTHING = new Sent(0, List.of());
  }

  DeliveryQueue<Outgoing> queue() {
    return queue;
  }

  /** Returns the number of the last message that was sent, which grows from message to message. */
  long sentUpTo() {
    return sentUpTo;
  }

  @Override
  public void available() {
    send();
  }

  /** A message that has been sent is sent again, also when it has expired [MQTT-4.3.3-7]. */
  @Override
  public boolean takesOver(Entry<Outgoing> entry, QueueStatus.Drop reason) {
    boolean again = reason == QueueStatus.Drop.EXPIRED && entry.sequence() <= sentUpTo;
    if (again) {
      begun.add(entry);
    }
    return again;
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
    while (!begun.isEmpty()) {
      queue.putBack(begun.removeLast());
    }
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
      Entry<Outgoing> next = next();
      if (next == null || !send(next, connection.outbox())) {
        return;
      }
    }
  }

  private @Nullable Entry<Outgoing> next() {
    if (begun.isEmpty()) {
      Entry<Outgoing> next = queue.poll();
      if (begun.isEmpty()) {
        return next;
      }
      if (next != null) {
        queue.putBack(next);
      }
    }
    return begun.poll();
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
      if (released.contains(packetId)) {
        pubRelWhenSafe(packetId);
      } else {
        pubRel(packetId, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND);
      }
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
    store.released(session, packetId);
    pubRelWhenSafe(packetId);
  }

  /** After a crash the message must not be there again, and its packet id must. */
  private void pubRelWhenSafe(int packetId) {
    Connection connection = session.connection();
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
