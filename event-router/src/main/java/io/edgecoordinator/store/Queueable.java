package io.edgecoordinator.store;

import io.edgecoordinator.event.Event;

/** Something to be delivered. Immutable. */
public interface Queueable {

  /** Returns the event it is about. */
  Event event();

  /** Returns what it counts against bounds, in bytes. */
  default int size() {
    return event().payload().size() + event().topic().length();
  }
}
