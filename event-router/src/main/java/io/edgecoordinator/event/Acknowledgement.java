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

  /** Says whether anybody waits for it; if not, nobody need keep count of the destinations. */
  default boolean isAwaited() {
    return true;
  }
}
