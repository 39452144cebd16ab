package io.edgecoordinator.config;

/** The folder that holds what must survive a restart can't be used. */
public final class DataException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message one line that names the file and says what is wrong with it
   */
  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
