package io.edgecoordinator.store;

import io.edgecoordinator.store.QueueStatus.Drop;
import java.util.EnumMap;
import java.util.Map;

/**
 * What several queues may hold together, in bytes, and what they gave up. Belongs to the event
 * loop.
 */
public final class QueueBudget {

  private final long limit;
  private final Map<Drop, Long> dropped = new EnumMap<>(Drop.class);
  private long used;

  /** Creates a budget of so many bytes. */
  public QueueBudget(long limit) {
    this.limit = limit;
  }

  /** Returns how many bytes may be held. */
  public long limit() {
    return limit;
  }

  /** Returns how many bytes are held. */
  public long used() {
    return used;
  }

  /** Returns how many deliveries were given up for a reason, by all queues that ever shared it. */
  public long dropped(Drop reason) {
    return dropped.getOrDefault(reason, 0L);
  }

  void count(Drop reason, long deliveries) {
    dropped.merge(reason, deliveries, Long::sum);
  }

  boolean hasRoom(long bytes) {
    return used + bytes <= limit;
  }

  void add(long bytes) {
    used += bytes;
  }
}
