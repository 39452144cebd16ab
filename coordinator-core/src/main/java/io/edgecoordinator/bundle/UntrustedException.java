package io.edgecoordinator.bundle;

/** A bundle without a signature that counts. The message says what is wrong with it. */
public final class UntrustedException extends Exception {

  /** Creates the exception. */
  public UntrustedException(String message) {
    super(message);
  }
}
