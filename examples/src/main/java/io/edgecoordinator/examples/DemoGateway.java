package io.edgecoordinator.examples;

import io.edgecoordinator.Coordinator;
import io.edgecoordinator.Endpoints;
import io.edgecoordinator.cli.Api;
import io.edgecoordinator.cli.Failure;
import io.edgecoordinator.config.Configuration;
import io.edgecoordinator.config.HostPort;
import io.edgecoordinator.examples.coldchain.Freezers;
import io.vertx.core.Vertx;
import io.vertx.mqtt.MqttClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * A coordinator, freezers that publish to it, and a display that subscribed to alerts; all three
 * know each other only by their sockets.
 */
final class DemoGateway implements AutoCloseable {

  /** What is running, the last started first: the order in which to stop. */
  private final Deque<AutoCloseable> running = new ArrayDeque<>();

  private DemoGateway() {}

  static DemoGateway start(Path bundle, PrintWriter out) {
    DemoGateway gateway = new DemoGateway();
    try {
      gateway.startAll(bundle, out);
      return gateway;
    } catch (IOException | RuntimeException failed) {
      gateway.close();
      throw failed instanceof RuntimeException known
          ? known
          : new UncheckedIOException((IOException) failed);
    }
  }

  private void startAll(Path bundle, PrintWriter out) throws IOException {
    Path data = Files.createTempDirectory("coordinator-demo");
    running.push(() -> delete(data));

    Coordinator coordinator = new Coordinator(configuration(data, bundle));
    running.push(() -> coordinator.stop().await());
    Endpoints endpoints = coordinator.start().await();
    HostPort mqtt = endpoints.mqtt();
    HostPort http = endpoints.http();
    introduce(out, mqtt, http, bundle);

    DemoStory story = new DemoStory(out);
    Api api = new Api(http);
    running.push(api);
    Thread.ofVirtual().start(() -> tell(api, story));
    running.push(display(mqtt, story));
    running.push(Freezers.connect(mqtt.host(), mqtt.port()));
  }

  private static Configuration configuration(Path data, Path bundle) {
    Configuration defaults = Configuration.defaults();
    return new Configuration(
        defaults.id(),
        data,
        new Configuration.Mqtt(freeOr0(defaults.mqtt().listen()), false),
        new Configuration.Http(freeOr0(defaults.http().listen()), false),
        List.of(bundle));
  }

  /** Returns the address, with port 0 if something else listens there. */
  private static HostPort freeOr0(HostPort address) {
    try (ServerSocket socket =
        new ServerSocket(address.port(), 1, InetAddress.getByName(address.host()))) {
      return new HostPort(address.host(), socket.getLocalPort());
    } catch (IOException inUse) {
      return new HostPort(address.host(), 0);
    }
  }

  private static void introduce(PrintWriter out, HostPort mqtt, HostPort http, Path bundle) {
    out.printf(
        """
        A gateway with three freezers; the door of freezer-2 was left open. MQTT %s, HTTP %s.

        Try it: edit %s
        and save. What you save is in force for the next reading. Or, in another terminal:
          mosquitto_pub -p %d -t freezers/mine/telemetry -m '{"celsius": -3, "door": "shut"}'
          ./coordinator flows%s
        Ctrl-C stops everything.

        """,
        mqtt,
        http,
        shown(bundle.resolve("check-freezer.js")),
        mqtt.port(),
        http.port() == 8080 ? "" : " --http " + http);
    out.flush();
  }

  /** Returns a path as short as it can be typed here. */
  private static Path shown(Path path) {
    Path here = Path.of("").toAbsolutePath();
    return path.startsWith(here) ? here.relativize(path) : path;
  }

  private static void tell(Api api, DemoStory story) {
    try {
      api.lines("/api/tail?topic=%23", story::routed);
    } catch (Failure stopped) {
      // The coordinator ends before its watchers do.
    }
  }

  private static AutoCloseable display(HostPort mqtt, DemoStory story) {
    Vertx vertx = Vertx.vertx();
    MqttClient client = MqttClient.create(vertx);
    client.publishHandler(message -> story.shown(message.topicName(), Instant.now()));
    try {
      client
          .connect(mqtt.port(), mqtt.host())
          .compose(connected -> client.subscribe("alerts/#", 1))
          .await();
    } catch (RuntimeException refused) {
      vertx.close().await();
      throw refused;
    }
    return () -> vertx.close().await();
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException left) {
      // It is in the folder for temporary files.
    }
  }

  /** Stops all that was started; again does nothing. */
  @Override
  public synchronized void close() {
    while (!running.isEmpty()) {
      AutoCloseable part = running.pop();
      try {
        part.close();
      } catch (Exception broken) {
        // The others are to be stopped all the same.
      }
    }
  }
}
