package io.edgecoordinator.config;

/**
 * A network address to listen on or to connect to.
 *
 * @param host a name, an IPv4 address, or an IPv6 address without brackets
 * @param port 0 to 65535; 0 picks a free one
 */
public record HostPort(String host, int port) {

  private static final int MAX_PORT = 65_535;

  public HostPort {
    if (host.isBlank()) {
      throw new IllegalArgumentException("the host is missing");
    }
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException("the port must be between 0 and " + MAX_PORT);
    }
  }

  /**
   * Reads {@code HOST:PORT}; an IPv6 address is in brackets.
   *
   * @throws IllegalArgumentException if it is not that
   */
  public static HostPort parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (bracketed) {
      host = host.substring(1, host.length() - 1);
    }
    if (host.isBlank() || host.indexOf(':') >= 0 != bracketed) {
      throw notHostPort(text);
    }
    int port;
    try {
      port = Integer.parseInt(text.substring(colon + 1));
    } catch (NumberFormatException notANumber) {
      throw notHostPort(text);
    }
    return new HostPort(host, port);
  }

  private static IllegalArgumentException notHostPort(String text) {
    return new IllegalArgumentException("\"" + text + "\" is not HOST:PORT, as in 127.0.0.1:1883");
  }

  /**
   * Says whether only this machine can reach the address. A name other than {@code localhost} is
   * not looked up, and counts as reachable by others.
   */
  public boolean isLoopback() {
    return host.equals("localhost")
        || host.equals("::1")
        || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
  }

  /** Returns {@code HOST:PORT}, with brackets around an IPv6 address. */
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
