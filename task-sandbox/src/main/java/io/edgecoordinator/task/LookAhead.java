package io.edgecoordinator.task;

import io.edgecoordinator.store.DeliveryQueue;
import io.edgecoordinator.store.Entry;
import java.util.Iterator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which of the calls that wait is next where that need not be the first: the earliest deadline, and
 * only among those that may go. The calls of one device keep their order, so a call whose deadline
 * is near takes those of its device before it along.
 */
final class LookAhead {

  /** Calls that are looked at. */
  static final int CALLS = 256;

  private LookAhead() {}

  /** Returns the call that is next, or null if none at hand may go. */
  static @Nullable Entry<TaskDelivery> choose(
      DeliveryQueue<TaskDelivery> queue, Predicate<Entry<TaskDelivery>> admits) {
    Entry<TaskDelivery> earliest = earliest(queue, admits);
    return earliest == null ? null : firstOfItsDevice(queue, earliest, admits);
  }

  private static @Nullable Entry<TaskDelivery> earliest(
      DeliveryQueue<TaskDelivery> queue, Predicate<Entry<TaskDelivery>> admits) {
    Entry<TaskDelivery> earliest = null;
    Iterator<Entry<TaskDelivery>> atHand = queue.atHand();
    for (int i = 0; i < CALLS && atHand.hasNext(); i++) {
      Entry<TaskDelivery> entry = atHand.next();
      if ((earliest == null || entry.item().deadline() < earliest.item().deadline())
          && admits.test(entry)) {
        earliest = entry;
        if (!queue.isExpiring()) {
          break;
        }
      }
    }
    return earliest;
  }

  private static Entry<TaskDelivery> firstOfItsDevice(
      DeliveryQueue<TaskDelivery> queue,
      Entry<TaskDelivery> chosen,
      Predicate<Entry<TaskDelivery>> admits) {
    String device = chosen.item().event().device();
    Entry<TaskDelivery> entry = chosen;
    if (device != null) {
      Iterator<Entry<TaskDelivery>> atHand = queue.atHand();
      do {
        entry = atHand.next();
      } while (!device.equals(entry.item().event().device()) || !admits.test(entry));
    }
    return entry;
  }

  /** Says whether one of those that are looked at may go. */
  static boolean any(DeliveryQueue<TaskDelivery> queue, Predicate<Entry<TaskDelivery>> admits) {
    Iterator<Entry<TaskDelivery>> atHand = queue.atHand();
    for (int i = 0; i < CALLS && atHand.hasNext(); i++) {
      if (admits.test(atHand.next())) {
        return true;
      }
    }
    return false;
  }

  /** Returns the call at hand whose deadline is the earliest, or null if none has one. */
  static @Nullable Entry<TaskDelivery> earliest(DeliveryQueue<TaskDelivery> queue) {
    return queue.isExpiring() ? earliest(queue, _ -> true) : null;
  }
}
