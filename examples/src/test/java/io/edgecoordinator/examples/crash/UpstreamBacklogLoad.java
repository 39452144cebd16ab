package io.edgecoordinator.examples.crash;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The cable is out while very many events for upstream come in; then it is put in again, into a
 * mosquitto that this starts, if the machine has one. Run by hand:
 *
 * <pre>
 * java -cp TEST-CLASS-PATH [-Dcoordinator.home=DIST] \
 *   io.edgecoordinator.examples.crash.UpstreamBacklogLoad DATA-FOLDER PORT [EVENTS [RATE]]
 * </pre>
 *
 * <p>Events are of 200 bytes, so 5,000,000 are about 1 GB. Prints the coordinator's memory and the
 * size of its file meanwhile, and how long it took.
 */
public final class UpstreamBacklogLoad {

  private static final String BUNDLE =
      "bundle: b\nversion: 1.0.0\nflows: [{id: out, topic: 'backlog/#', to: upstream}]\n";

  private final Path data;
  private final Path log;
  private final Footprint footprint;
  private final int port;
  private final int events;
  private final HttpClient http = HttpClient.newHttpClient();

  private UpstreamBacklogLoad(Path data, int port, int events) {
    this.data = data;
    this.log = data.resolveSibling(data.getFileName() + ".log");
    this.footprint = new Footprint(data);
    this.port = port;
    this.events = events;
  }

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[1]);
    int events = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1_000_000;
    int rate = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 1_000_000;
    new UpstreamBacklogLoad(Path.of(arguments[0]), port, events).run(rate);
  }

  private void run(int rate) throws Exception {
    Files.createDirectories(data);
    Path bundle = Files.createDirectories(data.resolve("bundle"));
    Files.writeString(bundle.resolve("bundle.yaml"), BUNDLE);
    Path configuration = data.resolve("coordinator.yaml");
    Files.writeString(
        configuration,
        """
        upstream: [ { name: cloud, url: "mqtt://127.0.0.1:%d", clientId: backlog, rate: %d } ]
        limits: { queueBytes: 2GiB, totalBytes: 4GiB, queueCount: 20000000 }
        """
            .formatted(port, rate));
    try (CoordinatorProcess coordinator =
        CoordinatorProcess.start(
            data, log, "--config", configuration.toString(), "--bundle", bundle.toString())) {
      int mqtt = coordinator.awaitReady();
      footprint.show("empty", coordinator);
      if (metric(coordinator, "deliveries_pending") < events) {
        BacklogLoad.Filling.run(events, mqtt, when -> footprint.show(when, coordinator));
      }
      Process broker = mosquitto();
      try {
        drain(coordinator);
      } finally {
        broker.destroy();
      }
      coordinator.stop();
    }
    System.out.printf("stopped: %,d KiB on disk%n", footprint.bytes() >> 10);
    System.out.println(Files.readString(log));
  }

  private Process mosquitto() throws IOException {
    Path file = data.resolve("mosquitto.conf");
    Files.writeString(
        file, "listener %d 127.0.0.1\nallow_anonymous true\npersistence false\n".formatted(port));
    return new ProcessBuilder(List.of("mosquitto", "-c", file.toString()))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private void drain(CoordinatorProcess coordinator) throws Exception {
    long began = 0;
    long first = 0;
    long left = metric(coordinator, "deliveries_pending");
    System.out.printf("%,d wait%n", left);
    long all = left;
    while (left > 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1_000));
      left = metric(coordinator, "deliveries_pending");
      if (began == 0 && left < all) {
        began = System.nanoTime();
        first = left;
      } else if (left > 0) {
        footprint.show("%,d left".formatted(left), coordinator);
      }
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    System.out.printf("drained in %.1f s, %.0f/s%n", seconds, first / seconds);
    for (int second = 0; second < 60 && footprint.bytes() > 4 << 20; second++) {
      coordinator.awaitEnd(1_000);
    }
    footprint.show("after", coordinator);
    System.out.printf(
        "sent %,d, doubled %,d%n",
        metric(coordinator, "upstream_events_sent_total"),
        metric(coordinator, "upstream_events_doubled_total"));
  }

  private long metric(CoordinatorProcess coordinator, String name) throws Exception {
    URI page = URI.create("http://127.0.0.1:" + coordinator.httpPort() + "/metrics");
    String text =
        http.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
            .body();
    Matcher lines =
        Pattern.compile("^coordinator_" + name + "(?:\\{[^}]*\\})? (\\d+)$", Pattern.MULTILINE)
            .matcher(text);
    return lines.results().mapToLong(each -> Long.parseLong(each.group(1))).sum();
  }
}
