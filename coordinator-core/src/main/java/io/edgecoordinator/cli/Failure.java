package io.edgecoordinator.cli;

/**
 * A command could not do what it was asked: exit status 1. The message is the one line that says
 * what is wrong and what to do.
 */
public final class Failure extends RuntimeException {

  /** Creates the exception. */
  public Failure(String message) {
    super(message);
  }
}
