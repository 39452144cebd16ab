package io.edgecoordinator.task.wire;

/** How a call ended, as the worker sees it, and its number on the wire. */
public enum Outcome {
  /** The handler returned. */
  COMPLETED(1),
  /** The handler threw, or its promise was rejected. */
  THREW(2),
  /** It ran longer than it may and was interrupted. */
  TIMED_OUT(3),
  /** What it returned or published can't be written as JSON, or its promise never settles. */
  INVALID_RESULT(4),
  /** What it returned and published is larger than it may be. */
  OUTPUT_TOO_LARGE(5),
  /** It held more memory than it may. */
  OUT_OF_MEMORY(6),
  /** It used more of the processor than it may. */
  TOO_MUCH_PROCESSOR(7),
  /** It published more events per second than it may. */
  TOO_MANY_EVENTS(8);

  private static final Outcome[] OUTCOMES = values();

  private final int number;

  Outcome(int number) {
    this.number = number;
  }

  /** Returns the number on the wire. */
  public int number() {
    return number;
  }

  /** Returns the outcome of the given number. */
  public static Outcome of(int number) {
    for (Outcome outcome : OUTCOMES) {
      if (outcome.number == number) {
        return outcome;
      }
    }
    throw new MalformedFrameException("no outcome " + number);
  }
}
