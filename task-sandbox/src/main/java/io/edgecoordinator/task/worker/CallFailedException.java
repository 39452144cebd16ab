package io.edgecoordinator.task.worker;

import io.edgecoordinator.task.wire.Outcome;

/**
 * A call has no result. The message is for the log; the details are the guest's stack, or empty.
 */
final class CallFailedException extends Exception {

  private static final long serialVersionUID = 1;

  private final Outcome outcome;
  private final String details;

  CallFailedException(Outcome outcome, String message, String details) {
    super(message, null, false, false);
    this.outcome = outcome;
    this.details = details;
  }

  Outcome outcome() {
    return outcome;
  }

  String details() {
    return details;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
