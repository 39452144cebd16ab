package io.edgecoordinator.task;

import io.edgecoordinator.event.Payload;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a call ended. */
public sealed interface TaskResult {

  /** How long it ran; zero if it did not. */
  Duration took();

  /**
   * The handler returned.
   *
   * @param topic where it wants its value published, or null for {@code tasks/<name>/result}
   * @param returned the value, or null if it returned nothing
   * @param published what it published on the way, in order
   * @param changes what it did with the task's state
   */
  record Completed(
      @Nullable String topic,
      @Nullable Payload returned,
      List<Publication> published,
      StateChanges changes,
      Duration took)
      implements TaskResult {
    public Completed {
      published = List.copyOf(published);
    }
  }

  /** Something a task published. */
  record Publication(String topic, Payload payload) {}

  /**
   * There is no result, and nothing was published.
   *
   * @param reason the kind of failure, for counting
   * @param message one line that says what happened
   * @param details the guest's stack, or empty
   */
  record Failed(Reason reason, String message, String details, Duration took)
      implements TaskResult {}

  /** Kinds of failure. */
  enum Reason {
    /** The handler threw, or its promise was rejected. */
    THREW,
    /** It ran longer than it may. */
    TIMED_OUT,
    /** Its result is not JSON, or its promise never settles. */
    INVALID_RESULT,
    /** Its result is larger than it may be. */
    OUTPUT_TOO_LARGE,
    /** It held more memory than it may. */
    OUT_OF_MEMORY,
    /** It used more of the processor than it may. */
    TOO_MUCH_PROCESSOR,
    /** It published more events per second than it may. */
    TOO_MANY_EVENTS,
    /** Its state is larger than it may be. */
    STATE_TOO_LARGE,
    /** What it read of its state changed while it ran, as often as calls are tried. */
    STATE_CONFLICT,
    /** Its deadline passed before it began. */
    EXPIRED,
    /** It published where its bundle does not permit. */
    NOT_PERMITTED,
    /** What it gave was not let in: the queue of a destination is full, or the disk. */
    RESULT_REFUSED,
    /** Its worker ended while it ran, as often as calls are tried. */
    WORKER_DIED,
    /** The queue of its task is full. */
    QUEUE_FULL,
    /** The task's code could not be loaded. */
    NOT_LOADED,
    /** The task was removed, or the coordinator stopped, before it began. */
    WITHDRAWN
  }
}
