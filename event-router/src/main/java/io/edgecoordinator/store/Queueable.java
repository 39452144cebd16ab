package io.edgecoordinator.store;

import io.edgecoordinator.event.Event;

/** Something to be delivered. Immutable. */
public interface Queueable {

  /** Returns the event it is about. */
  Event event();

  /** Returns when it is of no use any more, in milliseconds since 1970, or {@link Event#NEVER}. */
  default long deadline() {
    return event().expiresAt();
  }

  /** Returns what it counts against bounds, in bytes. */
  default int size() {
    return event().payload().size() + event().topic().length();
  }
}
