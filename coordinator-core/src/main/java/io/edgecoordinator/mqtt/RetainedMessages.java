package io.edgecoordinator.mqtt;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Admission;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.event.Topics;
import io.edgecoordinator.store.DurableMap;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The last message of each topic that was published to be retained (MQTT 5, section 3.3.1.3), on
 * disk and in memory, filed by the levels of its topic.
 */
final class RetainedMessages {

  private final SessionStore store;
  private final DurableMap<Event> durable;
  private final MqttLimits limits;
  private final MqttCounters counters;
  private final Level root = new Level();
  private int count;
  private long bytes;

  /** What is known below one level of topics. */
  private static final class Level {
    @Nullable Event event;
    @Nullable Map<String, Level> below;

    boolean isEmpty() {
      return event == null && (below == null || below.isEmpty());
    }
  }

  RetainedMessages(SessionStore store, MqttLimits limits, MqttCounters counters) {
    this.store = store;
    this.durable = store.retained();
    this.limits = limits;
    this.counters = counters;
  }

  /** Reads what was retained before a restart. */
  Future<Void> load() {
    return durable.load().onSuccess(all -> all.values().forEach(this::put)).mapEmpty();
  }

  int count() {
    return count;
  }

  /**
   * Retains a message in place of the one of its topic; an empty one takes that away.
   *
   * @param acknowledgement told when that is safe, or that there is no room
   */
  void retain(Event event, Acknowledgement acknowledgement) {
    if (event.payload().size() == 0) {
      if (remove(root, event.topic(), 0)) {
        durable.remove(event.topic());
      }
    } else if (hasRoom(event)) {
      put(event);
      durable.put(event.topic(), event);
    } else {
      counters.retainedRefused++;
      acknowledgement.complete(
          new Admission.Refused(
              Admission.Reason.QUEUE_FULL,
              "%d retained messages of %d bytes are kept, no room for more"
                  .formatted(count, bytes)));
      return;
    }
    if (event.qos() == QoS.AT_MOST_ONCE) {
      acknowledgement.complete(new Admission.Accepted(0));
      return;
    }
    acknowledgement.logged();
    store.whenSafe(failure ->
        acknowledgement.complete(
            failure == null
                ? new Admission.Accepted(0)
                : new Admission.Refused(Admission.Reason.NOT_STORED, failure)));
  }

  /** Retains a message in memory only, beyond all bounds: it is one of our own. */
  void show(Event event) {
    put(event);
  }

  private boolean hasRoom(Event event) {
    Event former = find(event.topic());
    long more = size(event) - (former == null ? 0 : size(former));
    return bytes + more <= limits.kept().maxRetainedBytes()
        && (former != null || count < limits.kept().maxRetainedMessages());
  }

  private static long size(Event event) {
    return (long) event.payload().size() + event.topic().length();
  }

  /** Says whether this very message is the one of its topic. */
  boolean isCurrent(Event event) {
    Event current = find(event.topic());
    return current != null && current.id() == event.id();
  }

  private @Nullable Event find(String topic) {
    Level level = root;
    for (int from = 0; level != null && from <= topic.length(); ) {
      int end = Topics.levelEnd(topic, from);
      level = level.below == null ? null : level.below.get(topic.substring(from, end));
      from = end + 1;
    }
    return level == null ? null : level.event;
  }

  private void put(Event event) {
    String topic = event.topic();
    Level level = root;
    for (int from = 0; from <= topic.length(); ) {
      int end = Topics.levelEnd(topic, from);
      if (level.below == null) {
        level.below = new HashMap<>(2);
      }
      level = level.below.computeIfAbsent(topic.substring(from, end), _ -> new Level());
      from = end + 1;
    }
    forget(level.event);
    level.event = event;
    count++;
    bytes += size(event);
  }

  private void forget(@Nullable Event former) {
    if (former != null) {
      count--;
      bytes -= size(former);
    }
  }

  /** Says whether there was one. */
  private boolean remove(Level level, String topic, int from) {
    if (from > topic.length()) {
      boolean had = level.event != null;
      forget(level.event);
      level.event = null;
      return had;
    }
    int end = Topics.levelEnd(topic, from);
    String name = topic.substring(from, end);
    Level next = level.below == null ? null : level.below.get(name);
    if (level.below == null || next == null || !remove(next, topic, end + 1)) {
      return false;
    }
    if (next.isEmpty()) {
      level.below.remove(name);
    }
    return true;
  }

  /** Returns the messages whose topics match a filter, without those that have expired. */
  List<Event> match(String filter, long now) {
    List<Event> found = new ArrayList<>();
    Consumer<Event> unexpired =
        event -> {
          if (!event.isExpired(now)) {
            found.add(event);
          }
        };
    match(root, filter, 0, unexpired);
    return found;
  }

  private static void match(Level level, String filter, int from, Consumer<Event> found) {
    if (from > filter.length()) {
      if (level.event != null) {
        found.accept(level.event);
      }
      return;
    }
    int end = Topics.levelEnd(filter, from);
    String name = filter.substring(from, end);
    if (name.equals("#")) {
      all(level, from == 0, found);
    } else if (level.below == null) {
      return;
    } else if (name.equals("+")) {
      level.below.forEach((topicLevel, next) -> {
        if (from > 0 || !topicLevel.startsWith("$")) {
          match(next, filter, end + 1, found);
        }
      });
    } else {
      Level next = level.below.get(name);
      if (next != null) {
        match(next, filter, end + 1, found);
      }
    }
  }

  /** Topics that begin with $ are not found by a wildcard [MQTT-4.7.2-1]. */
  private static void all(Level level, boolean first, Consumer<Event> found) {
    if (level.event != null) {
      found.accept(level.event);
    }
    if (level.below != null) {
      level.below.forEach((name, next) -> {
        if (!first || !name.startsWith("$")) {
          all(next, false, found);
        }
      });
    }
  }

  /** Takes away what has expired. */
  void sweep(long now) {
    List<Event> expired = new ArrayList<>();
    all(
        root,
        false,
        event -> {
          if (event.isExpired(now)) {
            expired.add(event);
          }
        });
    for (Event event : expired) {
      remove(root, event.topic(), 0);
      durable.remove(event.topic());
    }
  }
}
