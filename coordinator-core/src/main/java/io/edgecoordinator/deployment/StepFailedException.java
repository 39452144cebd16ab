package io.edgecoordinator.deployment;

/** A deployment can't go on. The message says why, to people. */
final class StepFailedException extends IllegalStateException {

  private final boolean cancelled;

  private StepFailedException(String reason, boolean cancelled) {
    super(reason);
    this.cancelled = cancelled;
  }

  /** Something is wrong with it. */
  StepFailedException(String reason) {
    this(reason, false);
  }

  /** Somebody wants its end. */
  static StepFailedException cancelled(String reason) {
    return new StepFailedException(reason, true);
  }

  boolean isCancelled() {
    return cancelled;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
