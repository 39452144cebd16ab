package io.edgecoordinator.config;

import java.net.URI;
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
 * @param upstreams the brokers upstream; rows that name none mean the first
 * @param trust whose signatures count, and for what
 * @param deployments how new versions of bundles come to this box
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
    List<Upstream> upstreams,
    List<Trust> trust,
    Deployments deployments,
    List<Path> bundles) {

  /**
   * @throws ConfigurationException if other machines could reach the MQTT listener and nothing says
   *     who may connect
   */
  public Configuration {
    upstreams = List.copyOf(upstreams);
    trust = List.copyOf(trust);
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
        id,
        data,
        mqtt,
        http,
        null,
        Limits.DEFAULTS,
        Isolation.DEFAULTS,
        Shadows.DEFAULTS,
        List.of(),
        List.of(),
        Deployments.DEFAULTS,
        bundles);
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

  /**
   * A broker upstream.
   *
   * @param name unique among them; what rows and metrics call it
   * @param url {@code mqtt://HOST[:PORT]}, or {@code mqtts://} for TLS
   * @param clientId unique at the broker
   * @param tls null for the system's certificate authorities and no certificate of this box's own
   * @param user name to log in with, or null
   * @param passwordFile holds the password, or null
   * @param prefix what the topics of this box begin with, such as {@code coordinators/box-1/};
   *     empty for a client that is no box, which tells nobody that it is there
   * @param deployments whether deployments come from there
   * @param rate events a second that are sent at most, those that waited among them
   * @param shadows which shadows are kept in step with it, as {@code THING} or {@code THING/NAME},
   *     in which {@code *} stands for any characters
   */
  public record Upstream(
      String name,
      URI url,
      String clientId,
      @Nullable ClientTls tls,
      @Nullable String user,
      @Nullable Path passwordFile,
      String prefix,
      boolean deployments,
      int rate,
      List<String> shadows) {

    public Upstream {
      shadows = List.copyOf(shadows);
    }
  }

  /**
   * Who this box is to a broker upstream, and who the broker must be. All files are PEM and read
   * again when they change.
   *
   * @param ca who must have signed the broker's certificate, or null for those the system trusts
   * @param certificate the certificate of this box, or null if it shows none
   * @param key its private key; null if and only if the certificate is
   */
  public record ClientTls(@Nullable Path ca, @Nullable Path certificate, @Nullable Path key) {}

  /**
   * A key whose signatures count.
   *
   * @param key a public key (Ed25519) in a PEM file
   * @param bundles the names of bundles it may deploy, in which {@code *} stands for any characters
   */
  public record Trust(Path key, List<String> bundles) {

    public Trust {
      bundles = List.copyOf(bundles);
    }
  }

  /**
   * How new versions of bundles come to this box.
   *
   * @param groups names under which it can be reached together with others
   * @param keep versions of a bundle that are kept on disk, the one in force included
   * @param patience how long tasks may put a new version off
   * @param timeout how long a download may make no progress while the link is up
   */
  public record Deployments(List<String> groups, int keep, Duration patience, Duration timeout) {

    /** What applies unless somebody says otherwise. */
    public static final Deployments DEFAULTS =
        new Deployments(List.of(), 3, Duration.ofMinutes(10), Duration.ofHours(1));

    public Deployments {
      groups = List.copyOf(groups);
    }
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

  /** Returns the same at other addresses. */
  public Configuration at(HostPort newMqtt, HostPort newHttp) {
    return new Configuration(
        id,
        data,
        new Mqtt(newMqtt, mqtt.insecure(), mqtt.tls(), mqtt.websocket()),
        new Http(newHttp, http.insecure(), http.tls()),
        policy,
        limits,
        isolation,
        shadows,
        upstreams,
        trust,
        deployments,
        bundles);
  }

  /** Returns the same with other bundles. */
  public Configuration withBundles(List<Path> newBundles) {
    return new Configuration(
        id,
        data,
        mqtt,
        http,
        policy,
        limits,
        isolation,
        shadows,
        upstreams,
        trust,
        deployments,
        newBundles);
  }
}
