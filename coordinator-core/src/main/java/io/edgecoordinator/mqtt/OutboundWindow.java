package io.edgecoordinator.mqtt;

import io.edgecoordinator.store.Entry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The QoS 1 and 2 messages that were sent to a client and that it has not acknowledged, in order.
 *
 * <p>The packet id of a message follows from its number in the queue of the session, so that it is
 * the same whenever it is sent again [MQTT-4.4.0-1], also after a restart.
 */
final class OutboundWindow {

  private static final int PACKET_IDS = 0xFFFF;
  private static final int INITIAL_SLOTS = 16;

  /** Between the first and the last message at most, lest two have the same packet id. */
  private static final int MAX_SPAN = PACKET_IDS / 2;

  /** In flight are the numbers from {@code first} to {@code next}; an acknowledged one is null. */
  private @Nullable Entry<Outgoing>[] slots = slots(INITIAL_SLOTS);

  private long first;
  private long next;
  private int count;

  /** Returns the packet id of a message. */
  static int packetId(Entry<Outgoing> message) {
    return packetId(message.sequence());
  }

  private static int packetId(long number) {
    return (int) ((number - 1) % PACKET_IDS) + 1;
  }

  int count() {
    return count;
  }

  /** Says whether a message may be in flight together with those that are. */
  boolean takes(Entry<Outgoing> message) {
    return count == 0 || message.sequence() - first < MAX_SPAN;
  }

  /** Adds a message behind the others. */
  void add(Entry<Outgoing> message) {
    long number = message.sequence();
    if (count == 0) {
      first = number;
    }
    if (number - first >= slots.length) {
      grow(number);
    }
    slots[slot(number)] = message;
    next = number + 1;
    count++;
  }

  /** Returns the message with that packet id, or null if none is in flight. */
  @Nullable Entry<Outgoing> find(int packetId) {
    if (count == 0) {
      return null;
    }
    long number = first + Math.floorMod(packetId - packetId(first), PACKET_IDS);
    return number < next ? slots[slot(number)] : null;
  }

  /** Takes out a message that is in flight. */
  void remove(Entry<Outgoing> message) {
    slots[slot(message.sequence())] = null;
    count--;
    while (first < next && slots[slot(first)] == null) {
      first++;
    }
  }

  /** Takes all messages out, and returns them in order. */
  List<Entry<Outgoing>> clear() {
    List<Entry<Outgoing>> messages = new ArrayList<>(count);
    for (long number = first; number < next; number++) {
      Entry<Outgoing> message = slots[slot(number)];
      if (message != null) {
        messages.add(message);
      }
    }
    slots = slots(INITIAL_SLOTS);
    first = next;
    count = 0;
    return messages;
  }

  private void grow(long number) {
    int length = slots.length;
    while (number - first >= length) {
      length *= 2;
    }
    @Nullable Entry<Outgoing>[] larger = slots(length);
    for (long n = first; n < next; n++) {
      larger[(int) (n & length - 1)] = slots[slot(n)];
    }
    slots = larger;
  }

  private int slot(long number) {
    return (int) (number & slots.length - 1);
  }

  @SuppressWarnings("unchecked") // Filled with nothing else.
  private static @Nullable Entry<Outgoing>[] slots(int length) {
    return (@Nullable Entry<Outgoing>[]) new Entry<?>[length];
  }
}
