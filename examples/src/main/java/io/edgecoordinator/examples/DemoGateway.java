package io.edgecoordinator.examples;

import io.edgecoordinator.Coordinator;
import io.edgecoordinator.Endpoints;
import io.edgecoordinator.cli.Api;
import io.edgecoordinator.cli.Failure;
import io.edgecoordinator.config.Configuration;
import io.edgecoordinator.config.HostPort;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.MqttClientOptions;
import io.vertx.mqtt.messages.MqttPublishMessage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A coordinator, and all who speak to it in a demo; they know each other only by their sockets. */
final class DemoGateway implements AutoCloseable {

  /** What is running, the last started first: the order in which to stop. */
  private final Deque<AutoCloseable> running = new ArrayDeque<>();

  private final PrintWriter out;
  private final HostPort mqtt;
  private final Api api;

  private DemoGateway(Demo demo, Path bundle, PrintWriter out) throws IOException {
    this.out = out;
    try {
      Path data = Files.createTempDirectory("coordinator-demo");
      running.push(() -> delete(data));
      Coordinator coordinator = new Coordinator(configuration(data, bundle));
      running.push(() -> coordinator.stop().await());
      Endpoints endpoints = coordinator.start().await();
      mqtt = endpoints.mqtt();
      api = new Api(endpoints.http());
      running.push(api);
      demo.introduce(out, endpoints, bundle);
      out.flush();
    } catch (IOException | RuntimeException failed) {
      close();
      throw failed;
    }
  }

  static DemoGateway start(Demo demo, Path bundle, PrintWriter out) {
    try {
      DemoGateway gateway = new DemoGateway(demo, bundle, out);
      try {
        demo.start(gateway);
        return gateway;
      } catch (RuntimeException failed) {
        gateway.close();
        throw failed;
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Returns where all is told. */
  PrintWriter out() {
    return out;
  }

  /** Returns where devices connect. */
  HostPort mqtt() {
    return mqtt;
  }

  /** Has something stopped at the end, before what was started earlier. */
  synchronized void stopLater(AutoCloseable part) {
    running.push(part);
  }

  /** Hands over what the coordinator's tail shows of the topics that match. */
  void follow(String filter, Consumer<JsonNode> each) {
    Thread.ofVirtual()
        .start(() -> {
          try {
            api.lines("/api/tail?topic=" + Api.encoded(filter), each);
          } catch (Failure stopped) {
            // The coordinator ends before its watchers do.
          }
        });
  }

  /** Connects a subscriber. */
  void subscribe(String name, String filter, Consumer<MqttPublishMessage> each) {
    MqttClient client = connect(name, each);
    client.subscribe(filter, 1).await();
  }

  /** Connects somebody who publishes, by topic and payload. */
  Publisher publisher(String name) {
    MqttClient client = connect(name, _ -> {});
    return (topic, payload) ->
        client.publish(topic, Buffer.buffer(payload), MqttQoS.AT_LEAST_ONCE, false, false).await();
  }

  /** Publishes at QoS 1. */
  interface Publisher {
    void publish(String topic, String payload);
  }

  private MqttClient connect(String name, Consumer<MqttPublishMessage> each) {
    Vertx vertx = Vertx.vertx();
    stopLater(() -> vertx.close().await());
    MqttClient client = MqttClient.create(vertx, new MqttClientOptions().setClientId(name));
    client.publishHandler(each::accept).connect(mqtt.port(), mqtt.host()).await();
    return client;
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

  /** Returns a path as short as it can be typed here. */
  static Path shown(Path path) {
    Path here = Path.of("").toAbsolutePath();
    return path.startsWith(here) ? here.relativize(path) : path;
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
