package io.edgecoordinator.config;

/** The configuration cannot be used. The message says what is wrong, where, and what to do. */
public final class ConfigurationException extends RuntimeException {

  /** Creates the exception. */
  public ConfigurationException(String message) {
    super(message);
  }
}
