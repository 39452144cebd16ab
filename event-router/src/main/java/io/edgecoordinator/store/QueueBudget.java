package io.edgecoordinator.store;

/** What all queues of one kind may hold together, in bytes. Belongs to the event loop. */
public final class QueueBudget {

  private final long limit;
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

  boolean hasRoom(long bytes) {
    return used + bytes <= limit;
  }

  void add(long bytes) {
    used += bytes;
  }
}
