package io.edgecoordinator.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that can be configured, checked. {@link ConfigurationLoader} reads it, {@link #defaults()} is
 * what applies where nothing is said.
 *
 * @param id the name of this box
 * @param data the folder that holds what must survive a restart
 * @param mqtt where devices connect
 * @param http where the HTTP API is
 * @param policy the file that says who may connect, publish and subscribe; null for everybody on
 *     loopback and in a network that can be trusted
 * @param limits what may wait for destinations that are away
 * @param isolation what the processes in which tasks run may take of the box
 * @param shadows how large device shadows may be, and how many
 * @param bundles bundles that are run as they lie there, and reloaded when their files change
 */
public record Configuration(
    String id,
    Path data,
    Mqtt mqtt,
    Http http,
    @Nullable Path policy,
    Limits limits,
    Isolation isolation,
    Shadows shadows,
    List<Path> bundles) {

  /**
   * @throws ConfigurationException if other machines could reach the MQTT listener and nothing says
   *     who may connect
   */
  public Configuration {
    bundles = List.copyOf(bundles);
    HostPort open = mqtt.openToOthers();
    if (open != null && !mqtt.insecure() && policy == null) {
      throw new ConfigurationException(
          "mqtt listens on %s: other machines could reach it, and nothing says who may connect; "
                  .formatted(open)
              + "name a policy file with policy: FILE, or set mqtt.insecure: true if its network"
              + " can be trusted");
    }
  }

  /** A configuration without a policy, and with the limits that apply where nothing is said. */
  public Configuration(String id, Path data, Mqtt mqtt, Http http, List<Path> bundles) {
    this(
        id, data, mqtt, http, null, Limits.DEFAULTS, Isolation.DEFAULTS, Shadows.DEFAULTS, bundles);
  }

  /**
   * The MQTT listener.
   *
   * @param insecure whether anybody who reaches the address may connect, and without TLS
   * @param tls null for plain TCP
   * @param websocket where MQTT over WebSocket is offered, or null for nowhere; with TLS if {@code
   *     tls} is given
   */
  public record Mqtt(
      HostPort listen, boolean insecure, @Nullable Tls tls, @Nullable HostPort websocket) {

    public Mqtt {
      if (!insecure && tls == null) {
        requireTls("mqtt.listen", listen);
        if (websocket != null) {
          requireTls("mqtt.websocket.listen", websocket);
        }
      }
    }

    /** A listener without TLS and WebSocket. */
    public Mqtt(HostPort listen, boolean insecure) {
      this(listen, insecure, null, null);
    }

    /** Returns the address that others than this machine can reach, or null if there is none. */
    private @Nullable HostPort openToOthers() {
      if (!listen.isLoopback()) {
        return listen;
      }
      return websocket == null || websocket.isLoopback() ? null : websocket;
    }

    private static void requireTls(String key, HostPort listen) {
      if (!listen.isLoopback()) {
        throw new ConfigurationException(
            "%s %s: other machines could reach it without TLS; listen on 127.0.0.1, name the PEM"
                    .formatted(key, listen)
                + " files with mqtt.tls: {certificate: FILE, key: FILE}, or set mqtt.insecure:"
                + " true if its network can be trusted");
      }
    }
  }

  /**
   * The HTTP API.
   *
   * @param insecure whether anybody who reaches the address may use it
   * @param tls null for plain HTTP
   */
  public record Http(HostPort listen, boolean insecure, @Nullable Tls tls) {

    public Http {
      if (!listen.isLoopback() && !insecure) {
        throw new ConfigurationException(
            "http.listen %s: other machines could reach it, and it has no login yet; listen on"
                    .formatted(listen)
                + " 127.0.0.1, or set http.insecure: true if its network can be trusted");
      }
    }

    /** An API without TLS. */
    public Http(HostPort listen, boolean insecure) {
      this(listen, insecure, null);
    }
  }

  /**
   * Who a listener is, for TLS. All files are PEM and read again when they change.
   *
   * @param certificate the certificate, followed by those between it and the root
   * @param key its private key
   * @param clientCa whose certificates clients may show, and what of them was revoked; null if they
   *     are not asked for any
   */
  public record Tls(Path certificate, Path key, @Nullable Path clientCa) {}

  /**
   * What may wait for one destination, and for all of them together.
   *
   * @param queueBytes bytes in one queue, at most
   * @param queueCount deliveries in one queue, at most
   * @param queueAge deliveries older than this are given up
   * @param totalBytes bytes in all queues together, at most
   * @param onFull what happens to a delivery for which there is no room
   */
  public record Limits(
      long queueBytes, long queueCount, Duration queueAge, long totalBytes, OnFull onFull) {

    /** The bounds in force unless somebody says otherwise. */
    public static final Limits DEFAULTS =
        new Limits(256L << 20, 10_000_000, Duration.ofDays(7), 1L << 30, OnFull.REJECT);
  }

  /**
   * What the processes in which tasks run may take of the box.
   *
   * @param workers worker processes at a time, spares aside
   * @param memory bytes of memory of all workers together
   * @param allowInProcess names of the tasks that may run in the coordinator's own process
   */
  public record Isolation(int workers, long memory, List<String> allowInProcess) {

    /** Bytes below which not even one worker runs well. */
    public static final long LEAST_MEMORY = 128L << 20;

    /** The bounds in force unless somebody says otherwise. */
    public static final Isolation DEFAULTS = new Isolation(2, 512L << 20, List.of());

    public Isolation {
      allowInProcess = List.copyOf(allowInProcess);
    }
  }

  /**
   * How large device shadows may be, and how many.
   *
   * @param documentBytes what desired and reported may have together, as JSON without white space
   * @param depth how deep objects and arrays may be nested in desired and in reported, which are
   *     the first level themselves
   * @param inFlight requests of one thing that may be under way at a time
   * @param count shadows there may be
   * @param perCreator shadows that one device, one task or the operator may have created
   * @param memory bytes of memory that all shadows may take, roughly
   * @param tombstones deleted shadows of which the version is remembered
   * @param history changes of each shadow that are remembered
   */
  public record Shadows(
      int documentBytes,
      int depth,
      int inFlight,
      int count,
      int perCreator,
      long memory,
      int tombstones,
      int history) {

    /** Bytes below which there is no point in keeping shadows. */
    public static final long LEAST_MEMORY = 1L << 20;

    /** The bounds in force unless somebody says otherwise. */
    public static final Shadows DEFAULTS =
        new Shadows(8 << 10, 8, 10, 250_000, 125_000, 96L << 20, 100_000, 16);
  }

  /** What happens to a delivery for which there is no room. */
  public enum OnFull {
    /** It is refused, and its sender told so. */
    REJECT,
    /** The oldest that wait make room for it. */
    DROP_OLDEST,
    /** It is dropped. */
    DROP_NEWEST
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
    return new Configuration(id, data, mqtt, http, policy, limits, isolation, shadows, newBundles);
  }
}
