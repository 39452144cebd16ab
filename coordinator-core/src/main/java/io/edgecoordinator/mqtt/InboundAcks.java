package io.edgecoordinator.mqtt;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Admission;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The QoS 1 messages of one client that wait for their PUBACK. They may be settled in any order and
 * are acknowledged in the order in which they came [MQTT-4.6.0-2].
 */
final class InboundAcks {

  private final Dialogue dialogue;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

  InboundAcks(Dialogue dialogue) {
    this.dialogue = dialogue;
  }

  int size() {
    return waiting.size();
  }

  /** Returns what to tell the fate of the message to. */
  Acknowledgement expect(int packetId) {
    Waiting entry = new Waiting(packetId);
    waiting.add(entry);
    return entry;
  }

  private void settled() {
    for (Waiting head = waiting.peek(); head != null; head = waiting.peek()) {
      Admission admission = head.admission;
      if (admission == null) {
        return;
      }
      waiting.remove();
      dialogue.acknowledge(head.packetId, admission, waiting.size());
    }
  }

  private final class Waiting implements Acknowledgement {

    private final int packetId;
    private @Nullable Admission admission;

    Waiting(int packetId) {
      this.packetId = packetId;
    }

    @Override
    public void complete(Admission outcome) {
      admission = outcome;
      settled();
    }
  }
}
