package io.edgecoordinator.forwarding;

import static io.edgecoordinator.sqlite.EventLoop.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.broker.BrokerClient;
import io.edgecoordinator.broker.BrokerProcess;
import io.edgecoordinator.cli.Main;
import io.edgecoordinator.config.HostPort;
import io.edgecoordinator.upstream.LinkProxy;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGKILL while what waited for the link is on its way, again and again. {@code -Dkills=N} for more
 * of them.
 */
class KilledWhileDrainingTest {

  private static final int KILLS = Integer.getInteger("kills", 2);
  private static final int EVENTS = 500 * KILLS;

  /** Bytes a second, so that it takes a while. */
  private static final long SLOW = 200_000;

  private static final String BUNDLE =
      "bundle: b\nversion: 1.0.0\nflows: [{id: out, topic: 'a/{n}', to: {upstream: 'b/{n}'}}]\n";

  @TempDir private Path folder;
  private BrokerProcess broker;
  private LinkProxy network;
  private Process coordinator;

  /** What arrived first, by event id. */
  private final Map<String, String> arrived = new LinkedHashMap<>();

  @BeforeEach
  void startBroker() throws IOException {
    broker = BrokerProcess.start(folder.resolve("broker"));
    network = new LinkProxy(new HostPort("127.0.0.1", broker.port()));
    Path bundle = Files.createDirectory(folder.resolve("bundle"));
    Files.writeString(bundle.resolve("bundle.yaml"), BUNDLE);
    Files.writeString(
        folder.resolve("coordinator.yaml"),
        "upstream: [ { name: cloud, url: \"mqtt://127.0.0.1:%d\" } ]\n".formatted(network.port()));
  }

  @AfterEach
  void stopAll() {
    coordinator.destroyForcibly();
    network.close();
    broker.close();
  }

  private int startCoordinator() throws IOException {
    coordinator =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "run",
                "--config",
                folder.resolve("coordinator.yaml").toString(),
                "--data",
                folder.resolve("data").toString(),
                "--mqtt",
                "127.0.0.1:0",
                "--http",
                "127.0.0.1:0",
                "--bundle",
                folder.resolve("bundle").toString())
            .redirectError(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
            .start();
    BufferedReader out = coordinator.inputReader();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith("READY mqtt=")) {
        return Integer.parseInt(line.replaceFirst("READY mqtt=.*:(\\d+) http=.*", "$1"));
      }
    }
    throw new AssertionError("it did not start:\n" + Files.readString(folder.resolve("log")));
  }

  private synchronized void arrived(BrokerClient.Message message) {
    arrived.putIfAbsent(message.property("eventId"), message.text());
  }

  private synchronized int count() {
    return arrived.size();
  }

  @Test
  void allArriveInOrderHoweverOftenItIsKilled() throws Exception {
    network.refuse(true);
    int port = startCoordinator();
    try (BrokerClient device = new BrokerClient(port, "nothing")) {
      for (int i = 0; i < EVENTS; i++) {
        device.publish("a/1", Integer.toString(i));
      }
    }
    network.slow(SLOW);
    network.refuse(false);
    try (BrokerClient cloud = new BrokerClient(broker.port(), "b/+", this::arrived)) {
      for (int kill = 1; kill <= KILLS; kill++) {
        int some = EVENTS * kill / (KILLS + 1);
        until(() -> count() > some);
        coordinator.destroyForcibly().waitFor();
        startCoordinator();
      }
      network.slow(0);
      until(() -> count() == EVENTS);
      assertThat(cloud.waiting()).isZero();
      synchronized (this) {
        assertThat(List.copyOf(arrived.values()))
            .isEqualTo(IntStream.range(0, EVENTS).mapToObj(Integer::toString).toList());
      }
    }
  }
}
