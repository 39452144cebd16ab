package io.edgecoordinator.forwarding;

import io.edgecoordinator.Coordinator;
import io.edgecoordinator.Endpoints;
import io.edgecoordinator.config.Configuration;
import io.edgecoordinator.config.Configuration.Limits;
import io.edgecoordinator.config.HostPort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A whole coordinator with rows and one broker upstream, which it calls {@code cloud}. */
final class LinkedBox implements AutoCloseable {

  private static final HostPort ANY = new HostPort("127.0.0.1", 0);

  private final Coordinator coordinator;
  private final Endpoints endpoints;
  private final HttpClient http = HttpClient.newHttpClient();

  /**
   * Starts one that keeps its data in a folder.
   *
   * @param port where the broker is, on loopback
   * @param rows of its only bundle, as a YAML list in one line
   */
  LinkedBox(String id, Path folder, int port, Limits limits, String rows) throws IOException {
    Path bundle = Files.createDirectories(folder.resolve("bundle"));
    Files.writeString(
        bundle.resolve("bundle.yaml"), "bundle: b\nversion: 1.0.0\nflows: " + rows + "\n");
    Configuration plain =
        new Configuration(
            id,
            folder.resolve("data"),
            new Configuration.Mqtt(ANY, false),
            new Configuration.Http(ANY, false),
            List.of(bundle));
    coordinator =
        new Coordinator(
            new Configuration(
                plain.id(),
                plain.data(),
                plain.mqtt(),
                plain.http(),
                null,
                limits,
                plain.isolation(),
                plain.shadows(),
                List.of(upstream(id, port)),
                plain.trust(),
                plain.deployments(),
                plain.bundles()));
    endpoints = coordinator.start().await();
  }

  LinkedBox(Path folder, int port, Limits limits, String rows) throws IOException {
    this("box-1", folder, port, limits, rows);
  }

  LinkedBox(Path folder, int port, String rows) throws IOException {
    this(folder, port, Limits.DEFAULTS, rows);
  }

  private static Configuration.Upstream upstream(String id, int port) {
    return new Configuration.Upstream(
        "cloud",
        URI.create("mqtt://127.0.0.1:" + port),
        id,
        null,
        null,
        null,
        "coordinators/" + id + "/",
        false,
        50_000,
        List.of());
  }

  /** Returns the port for devices. */
  int mqtt() {
    return endpoints.mqtt().port();
  }

  /** Returns what the HTTP API answers. */
  String get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + endpoints.http() + path)).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  /** Returns the sum of the metrics with a name, whatever their labels. */
  long metric(String name) {
    try {
      Matcher lines =
          Pattern.compile("^coordinator_" + name + "(?:\\{[^}]*\\})? (\\d+)$", Pattern.MULTILINE)
              .matcher(get("/metrics"));
      return lines.results().mapToLong(each -> Long.parseLong(each.group(1))).sum();
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(failed);
    }
  }

  @Override
  public void close() {
    coordinator.stop().timeout(30, TimeUnit.SECONDS).await();
  }
}
