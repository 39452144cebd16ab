package io.edgecoordinator.cli;

import io.edgecoordinator.config.Configuration;
import io.edgecoordinator.config.ConfigurationException;
import io.edgecoordinator.fleet.FleetLink;
import io.edgecoordinator.fleet.FleetTopics;
import io.edgecoordinator.fleet.Roster;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the broker is that all boxes know, and who asks. */
final class BrokerOptions {

  private static final Duration CONNECT = Duration.ofSeconds(15);

  @Option(
      names = "--broker",
      required = true,
      paramLabel = "URL",
      description = "The broker that the boxes know: mqtt://HOST[:PORT], or mqtts:// for TLS.")
  private URI broker = URI.create("");

  @Option(
      names = "--prefix",
      paramLabel = "TOPIC",
      defaultValue = "coordinators/",
      description = "What the topics of all boxes begin with (default: ${DEFAULT-VALUE}).")
  private String prefix = "";

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description =
          "Who must have signed the broker's certificate; those the system trusts if not given.")
  private @Nullable Path ca;

  @Option(names = "--cert", paramLabel = "FILE", description = "A certificate to show the broker.")
  private @Nullable Path certificate;

  @Option(names = "--key", paramLabel = "FILE", description = "Its private key.")
  private @Nullable Path key;

  @Option(names = "--user", paramLabel = "NAME", description = "A name to log in with.")
  private @Nullable String user;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "Holds the password to log in with.")
  private @Nullable Path passwordFile;

  /** Connects, or fails with a line that says why. */
  FleetLink connect() {
    try {
      return FleetLink.open(settings(), CONNECT);
    } catch (IOException failed) {
      throw new Failure(String.valueOf(failed.getMessage()));
    }
  }

  private Configuration.Upstream settings() {
    String scheme = broker.getScheme();
    if (broker.getHost() == null || (!"mqtt".equals(scheme) && !"mqtts".equals(scheme))) {
      throw new ConfigurationException(
          "--broker %s: must be mqtt://HOST[:PORT] or mqtts://HOST[:PORT]".formatted(broker));
    }
    if ((certificate == null) != (key == null)) {
      throw new ConfigurationException("--cert and --key go together");
    }
    boolean secure = "mqtts".equals(scheme);
    if (!secure && (ca != null || certificate != null)) {
      throw new ConfigurationException("--ca and --cert need a broker with TLS: mqtts://");
    }
    String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    return new Configuration.Upstream(
        broker.getHost(),
        broker,
        "fleet-" + id,
        secure ? new Configuration.ClientTls(ca, certificate, key) : null,
        user,
        passwordFile,
        "",
        false,
        1,
        List.of());
  }

  /** Returns the topics of the boxes. */
  FleetTopics topics() {
    return new FleetTopics(prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/");
  }

  /** Returns what the broker has kept of the boxes. */
  Roster roster(FleetLink link) {
    Roster roster = link.get(() -> new Roster(link.vertx(), link.upstream(), topics()));
    link.begin(roster::gather).join();
    return roster;
  }
}
