package io.edgecoordinator.config;

import java.nio.file.Path;
import java.util.List;

/**
 * All that can be configured, checked. {@link ConfigurationLoader} reads it, {@link #defaults()} is
 * what applies where nothing is said.
 *
 * @param id the name of this box
 * @param data the folder that holds what must survive a restart
 * @param mqtt where devices connect
 * @param http where the HTTP API is
 * @param bundles bundles that are run as they lie there, and reloaded when their files change
 */
public record Configuration(String id, Path data, Mqtt mqtt, Http http, List<Path> bundles) {

  public Configuration {
    bundles = List.copyOf(bundles);
  }

  /**
   * The MQTT listener.
   *
   * @param insecure whether anybody who reaches the address may connect
   */
  public record Mqtt(HostPort listen, boolean insecure) {

    public Mqtt {
      refuseUnprotected("mqtt", listen, insecure);
    }
  }

  /**
   * The HTTP API.
   *
   * @param insecure whether anybody who reaches the address may use it
   */
  public record Http(HostPort listen, boolean insecure) {

    public Http {
      refuseUnprotected("http", listen, insecure);
    }
  }

  /** Returns what applies where nothing is said. */
  public static Configuration defaults() {
    return new Configuration(
        HostName.ofThisMachine(),
        Path.of("data"),
        new Mqtt(new HostPort("127.0.0.1", 1883), false),
        new Http(new HostPort("127.0.0.1", 8080), false),
        List.of());
  }

  /** Returns the same with other bundles. */
  public Configuration withBundles(List<Path> newBundles) {
    return new Configuration(id, data, mqtt, http, newBundles);
  }

  private static void refuseUnprotected(String section, HostPort listen, boolean insecure) {
    if (!listen.isLoopback() && !insecure) {
      throw new ConfigurationException(
          "%s.listen %s: other machines could reach it, and TLS is not available yet; listen on"
                  .formatted(section, listen)
              + " 127.0.0.1, or set %s.insecure: true if its network can be trusted"
                  .formatted(section));
    }
  }
}
