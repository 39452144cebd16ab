package io.edgecoordinator.upstream;

import io.edgecoordinator.event.QoS;
import io.edgecoordinator.event.Topics;
import io.edgecoordinator.upstream.BrokerConnection.Received;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who wants what from the broker. Belongs to the event loop. */
final class Subscriptions {

  private final Map<String, Subscription> byFilter = new LinkedHashMap<>();
  private final Map<Integer, Subscription> byId = new HashMap<>();
  private int lastId;

  /**
   * A filter and its receiver.
   *
   * @param id by which the broker says that a message is for it; not used twice
   */
  record Subscription(int id, String filter, QoS qos, Consumer<IncomingMessage> receiver) {}

  /** Adds a subscription, in place of one with the same filter. */
  Subscription add(String filter, QoS qos, Consumer<IncomingMessage> receiver) {
    Topics.validateFilter(filter);
    remove(filter);
    Subscription added = new Subscription(++lastId, filter, qos, receiver);
    byFilter.put(filter, added);
    byId.put(added.id(), added);
    return added;
  }

  /** Returns the subscription that is no more, or null if there was none. */
  @Nullable Subscription remove(String filter) {
    Subscription removed = byFilter.remove(filter);
    if (removed != null) {
      byId.remove(removed.id());
    }
    return removed;
  }

  /** Returns all, in the order in which they were added. */
  Collection<Subscription> all() {
    return List.copyOf(byFilter.values());
  }

  /**
   * Gives a message to those it is for, or has the broker told that it is done with.
   *
   * @return whether it was for anybody
   */
  boolean deliver(Received message) {
    IncomingMessage content = message.message();
    List<Subscription> wanted = of(content.topic(), message.subscriptionIds());
    switch (wanted.size()) {
      case 0 -> content.done().run();
      case 1 -> wanted.getFirst().receiver().accept(content);
      default -> {
        List<IncomingMessage> shares = content.shared(wanted.size());
        for (int i = 0; i < shares.size(); i++) {
          wanted.get(i).receiver().accept(shares.get(i));
        }
      }
    }
    return !wanted.isEmpty();
  }

  /**
   * Returns those that a message is for.
   *
   * @param ids as the broker gave them. They may stem from an earlier run of this program, since
   *     the broker remembers subscriptions, so what they say is checked.
   */
  private List<Subscription> of(String topic, List<Integer> ids) {
    List<Subscription> found = new ArrayList<>(1);
    for (int id : ids) {
      Subscription named = byId.get(id);
      if (named != null && Topics.matches(named.filter(), topic)) {
        found.add(named);
      }
    }
    if (found.isEmpty()) {
      for (Subscription each : byFilter.values()) {
        if (Topics.matches(each.filter(), topic)) {
          found.add(each);
        }
      }
    }
    return found;
  }
}
