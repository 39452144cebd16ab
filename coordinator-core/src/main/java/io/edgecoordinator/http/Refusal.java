package io.edgecoordinator.http;

/** A request cannot be served. The message goes to whoever sent it. */
final class Refusal extends RuntimeException {

  private final int status;

  Refusal(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  /** Returns the HTTP status. */
  int status() {
    return status;
  }
}
