package io.edgecoordinator.upstream;

import io.edgecoordinator.config.HostPort;
import java.net.URI;

/**
 * Where a broker is, as {@code mqtt://HOST[:PORT]} or {@code mqtts://HOST[:PORT]} says it.
 *
 * @param host a name or an address, without brackets
 * @param port 1883 or, with TLS, 8883 unless the URL has another
 * @param secure whether there is TLS
 */
public record BrokerAddress(String host, int port, boolean secure) {

  private static final int PORT = 1883;
  private static final int TLS_PORT = 8883;

  /** Reads a URL that the configuration has found to be right. */
  public static BrokerAddress of(URI url) {
    boolean secure = url.getScheme().equals("mqtts");
    int usual = secure ? TLS_PORT : PORT;
    return new BrokerAddress(
        url.getHost().replaceAll("[\\[\\]]", ""),
        url.getPort() > 0 ? url.getPort() : usual,
        secure);
  }

  /** Says whether others than this machine could listen. */
  public boolean isOpenToOthers() {
    return !secure && !new HostPort(host, 0).isLoopback();
  }

  /** Returns the form that the client takes. */
  String clientUri() {
    return "tcp://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
