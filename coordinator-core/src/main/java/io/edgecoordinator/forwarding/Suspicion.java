package io.edgecoordinator.forwarding;

import io.edgecoordinator.event.Event;
import org.jspecify.annotations.Nullable;

/**
 * Finds the message over which a broker ends the connection, so that it doesn't hold up the others
 * for ever. After such an end as many as were under way go one at a time. One that is alone under
 * way when the connection ends, and on the next again, is given up.
 */
final class Suspicion {

  /** Messages that still go one at a time. */
  private int suspects;

  /** The one over which the connection has ended once. */
  private @Nullable String marked;

  /** Says whether messages need not go one at a time. */
  boolean isCleared() {
    return suspects == 0;
  }

  /** The broker has answered a message, so it was not for this one. */
  void answered() {
    if (suspects > 0 && --suspects == 0) {
      marked = null;
    }
  }

  /**
   * Says whether a message is to be given up. It was under way when the broker ended the connection
   * for a packet.
   *
   * @param alone whether it can have been no other packet
   */
  boolean convicts(Event event, boolean alone) {
    String message = event.idText() + ' ' + event.topic();
    if (alone && message.equals(marked)) {
      answered();
      marked = null;
      return true;
    }
    if (alone) {
      marked = message;
    }
    suspects += alone && suspects > 0 ? 0 : 1;
    return false;
  }
}
