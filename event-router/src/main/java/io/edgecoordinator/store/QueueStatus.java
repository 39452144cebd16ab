package io.edgecoordinator.store;

import java.util.Map;

/**
 * How a queue of deliveries does. Immutable.
 *
 * @param destination such as {@code session:freezer-1} or {@code task:check-freezer}
 * @param durable whether it survives a restart
 * @param count deliveries that wait or are with the destination
 * @param bytes the same in bytes
 * @param oldestMillis when the oldest of them came, in milliseconds since 1970; 0 if there is none
 * @param dropped how many were given up, by reason
 */
public record QueueStatus(
    String destination,
    boolean durable,
    long count,
    long bytes,
    long oldestMillis,
    Map<Drop, Long> dropped) {

  /** Why a delivery was given up. */
  public enum Drop {
    /** The queue was full; the sender was told. */
    REFUSED,
    /** The queue was full, and the policy says to drop. */
    FULL,
    /** It was older than the queue keeps deliveries. */
    TOO_OLD,
    /** Its sender, or the row that sent it, said how long it is of use. */
    EXPIRED,
    /** It need not survive, and its destination went away. */
    AWAY,
    /** It could not be written. */
    NOT_STORED,
    /** It was written, and nobody can read it any more. */
    UNREADABLE
  }

  public QueueStatus {
    dropped = Map.copyOf(dropped);
  }
}
