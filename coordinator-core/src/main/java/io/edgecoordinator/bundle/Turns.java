package io.edgecoordinator.bundle;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Lets those who want to change what is in force do it one after the other, in the order in which
 * they came. Belongs to the event loop.
 */
final class Turns {

  /** Who wants to change something. */
  interface Turn {
    /** Its turn has come. */
    void begin();
  }

  private final Deque<Turn> waiting = new ArrayDeque<>();
  private @Nullable Turn current;

  /** Has a turn begin, at once if nobody else is at it. */
  void enter(Turn turn) {
    waiting.add(turn);
    next();
  }

  /** Ends a turn, also one that has not begun; without effect the second time. */
  void leave(Turn turn) {
    if (!waiting.remove(turn) && turn.equals(current)) {
      current = null;
      next();
    }
  }

  private void next() {
    if (current == null) {
      Turn turn = waiting.poll();
      if (turn != null) {
        current = turn;
        turn.begin();
      }
    }
  }
}
