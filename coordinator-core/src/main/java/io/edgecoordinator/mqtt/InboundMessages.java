package io.edgecoordinator.mqtt;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Admission;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.store.Store;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The QoS 1 and 2 messages of one connection that wait for their PUBACK or PUBREC. They may be
 * settled in any order and are acknowledged in the order in which they came [MQTT-4.6.0-2],
 * [MQTT-4.6.0-3].
 */
final class InboundMessages {

  private final Dialogue dialogue;
  private final Session session;
  private final SessionStore store;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private int atLeastOnce;

  /** QoS 2 messages of this connection for which no PUBREL has come. */
  private final Set<Integer> unreleased = new HashSet<>(0);

  InboundMessages(Dialogue dialogue, Session session, SessionStore store) {
    this.dialogue = dialogue;
    this.session = session;
    this.store = store;
  }

  /** Returns how many wait. */
  int size() {
    return waiting.size();
  }

  /**
   * Returns how many count against the receive maximum: QoS 2 messages do until they are completed,
   * those of former connections do not (section 4.9).
   */
  int inFlight() {
    return atLeastOnce + unreleased.size();
  }

  /** The client will not send a QoS 2 message again. Says whether it was known. */
  boolean release(int packetId) {
    unreleased.remove(packetId);
    return session.received().remove(packetId);
  }

  /** Returns what to tell the fate of a QoS 1 message to. */
  Acknowledgement expect(int packetId) {
    atLeastOnce++;
    Waiting entry = new Waiting(packetId, QoS.AT_LEAST_ONCE);
    waiting.add(entry);
    return entry;
  }

  /**
   * Returns what to tell the fate of a QoS 2 message to; null if the message is in already, and
   * only its PUBREC got lost. That it is in becomes part of the same commit as the message itself.
   */
  @Nullable Acknowledgement expectOnce(int packetId) {
    if (!session.received().add(packetId)) {
      if (waiting.stream().noneMatch(entry -> entry.packetId == packetId)) {
        receivedAgain(packetId);
      }
      return null;
    }
    unreleased.add(packetId);
    Waiting entry =
        session.isDurable() ? new Once(packetId) : new Waiting(packetId, QoS.EXACTLY_ONCE);
    waiting.add(entry);
    return entry;
  }

  private void receivedAgain(int packetId) {
    store.whenSafe(
        session,
        failure -> {
          if (failure != null) {
            return;
          }
          Admission admission =
              session.received().contains(packetId)
                  ? new Admission.Accepted(1)
                  : new Admission.Refused(
                      Admission.Reason.NOT_STORED, "it was refused on a former connection");
          dialogue.received(packetId, admission, waiting.size());
        });
  }

  private void forget(int packetId) {
    unreleased.remove(packetId);
    session.received().remove(packetId);
  }

  private void settled() {
    for (Waiting head = waiting.peek(); head != null; head = waiting.peek()) {
      Admission admission = head.admission;
      if (admission == null) {
        return;
      }
      waiting.remove();
      if (head.qos == QoS.AT_LEAST_ONCE) {
        atLeastOnce--;
        dialogue.acknowledge(head.packetId, admission, waiting.size());
      } else {
        dialogue.received(head.packetId, admission, waiting.size());
      }
    }
  }

  private class Waiting implements Acknowledgement {

    private final int packetId;
    private final QoS qos;
    private @Nullable Admission admission;

    Waiting(int packetId, QoS qos) {
      this.packetId = packetId;
      this.qos = qos;
    }

    @Override
    public void complete(Admission outcome) {
      if (outcome instanceof Admission.Refused && qos == QoS.EXACTLY_ONCE) {
        forget(packetId);
      }
      settle(outcome);
    }

    final int packetId() {
      return packetId;
    }

    final void settle(Admission outcome) {
      admission = outcome;
      settled();
    }
  }

  /** A QoS 2 message of a session that survives a restart. */
  private final class Once extends Waiting {

    private Store.@Nullable Hold hold = store.hold();

    Once(int packetId) {
      super(packetId, QoS.EXACTLY_ONCE);
    }

    @Override
    public void logged() {
      Store.Hold held = hold;
      hold = null;
      if (held != null) {
        store.received(session, packetId());
        held.close();
      }
    }

    @Override
    public void complete(Admission outcome) {
      logged();
      switch (outcome) {
        case Admission.Accepted accepted ->
            store.whenSafe(failure -> {
              if (failure == null) {
                settle(accepted);
              } else {
                refuse(new Admission.Refused(Admission.Reason.NOT_STORED, failure));
              }
            });
        case Admission.Refused refused -> refuse(refused);
      }
    }

    private void refuse(Admission.Refused refused) {
      forget(packetId());
      store.receiveCompleted(session, packetId());
      settle(refused);
    }
  }
}
