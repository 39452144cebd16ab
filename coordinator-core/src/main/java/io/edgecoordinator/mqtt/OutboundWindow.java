package io.edgecoordinator.mqtt;

import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The QoS 1 messages of one session: those its client has not acknowledged yet, in the order in
 * which they were sent, and the queue behind them (MQTT 5, section 4.9).
 */
final class OutboundWindow {

  private static final int PACKET_IDS = 0xFFFF;
  private static final int INITIAL_SLOTS = 16;

  private final int size;
  private final int maxQueuedMessages;
  private final int maxQueuedBytes;
  private final ArrayDeque<Outgoing> queue = new ArrayDeque<>(0);
  private int queuedBytes;

  /** In flight are the numbers from {@code first} to {@code next}; an acknowledged one is null. */
  private @Nullable Outgoing[] slots = new @Nullable Outgoing[INITIAL_SLOTS];

  private long first;
  private long next;

  /**
   * @param size messages that may be in flight, at most half of all packet ids
   */
  OutboundWindow(int size, int maxQueuedMessages, int maxQueuedBytes) {
    this.size = size;
    this.maxQueuedMessages = maxQueuedMessages;
    this.maxQueuedBytes = maxQueuedBytes;
  }

  /** Says whether a message may be sent: the next in the queue, or a new one if there is none. */
  boolean hasRoom() {
    return next - first < size;
  }

  boolean hasQueue() {
    return !queue.isEmpty();
  }

  /** Returns how many messages have not arrived for certain. */
  int unfinished() {
    int count = queue.size();
    for (long number = first; number < next; number++) {
      if (slots[slot(number)] != null) {
        count++;
      }
    }
    return count;
  }

  /** Returns the packet id a message is to be sent with. There must be room. */
  int send(Outgoing message) {
    if (next - first == slots.length) {
      grow();
    }
    slots[slot(next)] = message;
    return packetId(next++);
  }

  /** Says whether the message could be queued. */
  boolean queue(Outgoing message) {
    int bytes = message.event().payload().size();
    if (queue.size() >= maxQueuedMessages || queuedBytes + bytes > maxQueuedBytes) {
      return false;
    }
    queue.add(message);
    queuedBytes += bytes;
    return true;
  }

  /** Takes the next message off the queue, which must not be empty. */
  Outgoing unqueue() {
    Outgoing message = queue.remove();
    queuedBytes -= message.event().payload().size();
    return message;
  }

  /** Ends the wait for a PUBACK; one that nothing waits for changes nothing. */
  void acknowledge(int packetId) {
    long number = first + Math.floorMod(packetId - packetId(first), PACKET_IDS);
    if (number < next) {
      slots[slot(number)] = null;
      while (first < next && slots[slot(first)] == null) {
        first++;
      }
    }
  }

  private void grow() {
    @Nullable Outgoing[] larger = Arrays.copyOf(slots, slots.length * 2);
    for (long number = first; number < next; number++) {
      larger[(int) (number & larger.length - 1)] = slots[slot(number)];
    }
    for (long number = next; number < first + larger.length; number++) {
      larger[(int) (number & larger.length - 1)] = null;
    }
    slots = larger;
  }

  private int slot(long number) {
    return (int) (number & slots.length - 1);
  }

  private static int packetId(long number) {
    return (int) (number % PACKET_IDS) + 1;
  }
}
