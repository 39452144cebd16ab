package io.edgecoordinator.event;

/** What became of an event that asked to be let in. */
public sealed interface Admission {

  /** It is safe: every destination has it, or there was none. */
  record Accepted(int destinations) implements Admission {}

  /** It was not let in, and its sender must not count on it. */
  record Refused(Reason reason, String detail) implements Admission {}

  /** Why an event was refused; each has a counter. */
  enum Reason {
    /** The queue of a destination is full. */
    QUEUE_FULL,
    /** It should have been kept, and there is no room on the disk or the disk fails. */
    NOT_STORED,
    /** The event went round more often than the limit on hops allows. */
    TOO_MANY_HOPS,
    /** A destination it was sent to is not there. */
    NO_DESTINATION
  }
}
