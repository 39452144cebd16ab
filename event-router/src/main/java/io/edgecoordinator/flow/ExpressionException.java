package io.edgecoordinator.flow;

/** An expression has no value for an event. The message is CEL's reason, one line. */
public final class ExpressionException extends Exception {

  private static final long serialVersionUID = 1;

  /** Creates one that says why. */
  public ExpressionException(String reason) {
    super(reason, null, false, false);
  }
}
