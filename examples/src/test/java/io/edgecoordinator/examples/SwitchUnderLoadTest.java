package io.edgecoordinator.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.Coordinator;
import io.edgecoordinator.Endpoints;
import io.edgecoordinator.cli.Api;
import io.edgecoordinator.config.HostPort;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.MqttClientOptions;
import io.vertx.mqtt.messages.MqttPublishMessage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A bundle is switched back and forth while events go through a row and a task, which both say what
 * version they are of.
 */
class SwitchUnderLoadTest {

  private static final int SWITCHES = 20;

  /** Events a device publishes in a millisecond at most; two make 5,000 in a second or more. */
  private static final int BURST = 3;

  /** Events of a device under way at most, so that no queue is full where the box is slow. */
  private static final int UNDER_WAY = 200;

  private static final String TASK =
      """
      exports.handler = (e, c) => ({
        topic: 'out/' + c.captures.name,
        payload: e.n + ' ' + e.row + ' ' + c.environment.VERSION,
      });
      """;

  @TempDir private Path bundle;
  private Coordinator coordinator;
  private Endpoints endpoints;
  private Api api;
  private final Vertx vertx = Vertx.vertx();
  private final List<String> faults = new CopyOnWriteArrayList<>();
  private final AtomicLong mixed = new AtomicLong();

  @BeforeEach
  void start() throws IOException {
    Files.writeString(bundle.resolve("stamp.js"), TASK);
    write(0);
    coordinator = LoopbackCoordinator.of(bundle.resolve("data"), bundle);
    endpoints = coordinator.start().await();
    api = new Api(endpoints.http());
  }

  @AfterEach
  void stop() {
    vertx.close().await();
    api.close();
    coordinator.stop().await();
  }

  /** Writes the definition in one step, so that nobody reads half of it. */
  private void write(int version) throws IOException {
    Path hidden = bundle.resolve(".bundle.yaml");
    Files.writeString(
        hidden,
        """
        bundle: stamps
        version: 1.0.%1$d
        tasks:
          stamp:
            runtime: js
            handler: stamp.handler
            environment: { VERSION: "%1$d" }
            permissions: { publish: [ "out/#" ] }
        flows:
          - id: stamp
            topic: in/{name}
            transform: '{"n": event.n, "row": %1$d}'
            to: [ task: stamp ]
          - { id: out, from: "task:stamp", topic: out/#, to: [ subscribers ] }
        """
            .formatted(version));
    Files.move(
        hidden,
        bundle.resolve("bundle.yaml"),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.ATOMIC_MOVE);
  }

  /** A device that publishes numbers and gets them back with their stamps. */
  private final class Device {

    private final String name;
    private final MqttQoS qos;
    private final MqttClient client;
    private final AtomicLong published = new AtomicLong();
    private final AtomicLong came = new AtomicLong();
    private long timer;

    Device(HostPort coordinator, String name, MqttQoS qos) {
      this.name = name;
      this.qos = qos;
      MqttClientOptions options =
          new MqttClientOptions().setClientId(name).setMaxInflightQueue(2 * UNDER_WAY);
      client = MqttClient.create(vertx, options).publishHandler(this::took);
      client.connect(coordinator.port(), coordinator.host()).await();
      client.subscribe("out/" + name, qos.value()).await();
    }

    void begin() {
      timer =
          vertx.setPeriodic(
              1,
              _ -> {
                for (int i = 0; i < BURST && published.get() - came.get() < UNDER_WAY; i++) {
                  String payload = "{\"n\": %d}".formatted(published.getAndIncrement());
                  client.publish("in/" + name, Buffer.buffer(payload), qos, false, false);
                }
              });
    }

    private void took(MqttPublishMessage message) {
      String[] parts =
          message.payload().toString(StandardCharsets.UTF_8).replace("\"", "").split(" ", -1);
      if (Long.parseLong(parts[0]) != came.getAndIncrement()) {
        faults.add(name + ": not the next: " + parts[0] + ", after " + (came.get() - 2));
      }
      if (!parts[1].equals(parts[2])) {
        mixed.incrementAndGet();
      }
    }

    void end() {
      vertx.cancelTimer(timer);
      await(() -> published.get() == came.get());
      client.disconnect().await();
    }
  }

  @Test
  void noEventIsLostOrOvertakenOrHandledByTwoVersions() throws Exception {
    List<Device> devices =
        List.of(
            new Device(endpoints.mqtt(), "a", MqttQoS.AT_MOST_ONCE),
            new Device(endpoints.mqtt(), "b", MqttQoS.AT_LEAST_ONCE));
    devices.forEach(Device::begin);
    for (int i = 1; i <= SWITCHES; i++) {
      long before = devices.getLast().came.get();
      await(() -> devices.getLast().came.get() > before + 100);
      write(i % 2);
      int version = i + 1;
      await(() -> api.get("/api/status").at("/table/version").intValue() == version);
    }
    devices.forEach(Device::end);
    long events = devices.stream().mapToLong(device -> device.came.get()).sum();
    System.out.printf(
        "%d switches, %d events, %d handed over, %d mixed%n",
        SWITCHES, events, handedOver(), mixed.get());
    assertThat(faults).isEmpty();
    // None, unless the box is so busy that a former version is not done in the time it has.
    assertThat(mixed.get()).isLessThanOrEqualTo(handedOver());
    assertThat(devices.getFirst().came.get()).isGreaterThan(100L * SWITCHES);
  }

  private long handedOver() throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://" + endpoints.http() + "/metrics")).build();
      Matcher counter =
          Pattern.compile("^coordinator_task_calls_handed_over_total (\\d+)$", Pattern.MULTILINE)
              .matcher(http.send(request, BodyHandlers.ofString()).body());
      assertThat(counter.find()).isTrue();
      return Long.parseLong(counter.group(1));
    }
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("it did not become so");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }
}
