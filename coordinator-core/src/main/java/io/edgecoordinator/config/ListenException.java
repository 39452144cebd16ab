package io.edgecoordinator.config;

import java.net.BindException;

/** An address that was configured cannot be listened on. The message says why and what to do. */
public final class ListenException extends RuntimeException {

  /**
   * Creates the exception.
   *
   * @param section of the configuration, which is also the name of the option: mqtt or http
   */
  public ListenException(String section, HostPort address, Throwable cause) {
    super(
        "%s cannot listen on %s: %s; choose another address with --%s HOST:PORT"
            .formatted(section, address, reason(cause), section),
        cause);
  }

  private static String reason(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    return cause instanceof BindException && message.contains("in use")
        ? "something else listens there already"
        : message;
  }
}
