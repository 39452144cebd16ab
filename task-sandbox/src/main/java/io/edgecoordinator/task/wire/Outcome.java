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
  OUTPUT_TOO_LARGE(5);

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
