package io.edgecoordinator.event;

/**
 * The sender's side of an event: told once, when it is known whether the event is safe. A QoS 1
 * publisher gets its PUBACK from here and from nowhere else.
 */
@FunctionalInterface
public interface Acknowledgement {

  /** For senders that do not wait. */
  Acknowledgement NONE =
      new Acknowledgement() {
        @Override
        public void complete(Admission admission) {}

        @Override
        public boolean isAwaited() {
          return false;
        }
      };

  /** Tells the sender. Called at most once, on the event loop. */
  void complete(Admission admission);

  /**
   * Tells that a destination has made the event part of the open commit of the store; {@link
   * #complete} follows when that is on disk. By then the sender may add to the commit what must
   * survive together with the event. Called at most once, on the event loop, before {@link
   * #complete}.
   */
  default void logged() {}

  /** Says whether anybody waits for it; if not, nobody need keep count of the destinations. */
  default boolean isAwaited() {
    return true;
  }
}
