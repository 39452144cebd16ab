package io.edgecoordinator.task;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one task that wait: by priority, and within a priority in the order they came.
 * Bounded in number and in bytes of payload. Belongs to the event loop.
 */
final class CallQueue {

  private final int maxCalls;
  private final long maxBytes;
  private final ArrayDeque<TaskCall> high = new ArrayDeque<>();
  private final ArrayDeque<TaskCall> normal = new ArrayDeque<>();
  private final ArrayDeque<TaskCall> low = new ArrayDeque<>();
  private int size;
  private long bytes;

  /** Creates a queue of so many calls and bytes at most. */
  CallQueue(int maxCalls, long maxBytes) {
    this.maxCalls = maxCalls;
    this.maxBytes = maxBytes;
  }

  /** Adds a call at the end of its priority. Says whether there was room. */
  boolean offer(TaskCall call) {
    if (size >= maxCalls || bytes + call.event().payload().size() > maxBytes) {
      return false;
    }
    countIn(call).addLast(call);
    return true;
  }

  /** Puts a call that had begun back to the front; there is always room for it. */
  void putBack(TaskCall call) {
    countIn(call).addFirst(call);
  }

  /** Takes the call that is next: of the highest priority, the oldest. */
  @Nullable TaskCall poll() {
    TaskCall call = high.pollFirst();
    if (call == null) {
      call = normal.pollFirst();
    }
    if (call == null) {
      call = low.pollFirst();
    }
    if (call != null) {
      size--;
      bytes -= call.event().payload().size();
    }
    return call;
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Counts a call in, and returns the line it stands in. */
  private ArrayDeque<TaskCall> countIn(TaskCall call) {
    size++;
    bytes += call.event().payload().size();
    return switch (call.priority()) {
      case HIGH -> high;
      case NORMAL -> normal;
      case LOW -> low;
    };
  }
}
