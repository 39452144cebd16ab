package io.edgecoordinator.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.MqttClientOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A coordinator in a process of its own, which is killed in the middle of acknowledged calls. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class CallsAfterCrashTest {

  private static final int CALLS = 200;
  private static final long PATIENCE_MILLIS = 60_000;
  private static final Pattern READY = Pattern.compile("READY mqtt=127\\.0\\.0\\.1:(\\d+) .*");
  private static final Pattern CALL = Pattern.compile(".* call (\\d+)");

  @TempDir private Path folder;
  private final Vertx vertx = Vertx.vertx();
  private Process process;
  private BufferedReader output;

  @BeforeEach
  void write() throws IOException {
    Path bundle = Files.createDirectory(folder.resolve("slow"));
    Files.writeString(
        bundle.resolve("bundle.yaml"),
        """
        bundle: slow
        version: 1.0.0
        tasks:
          slow: { runtime: js, handler: slow.handler }
        flows:
          - { id: in, topic: in, to: [ task: slow ] }
        """);
    Files.writeString(
        bundle.resolve("slow.js"),
        """
        exports.handler = (event, { log }) => {
          log.warn('call ' + event);
          const end = Date.now() + 25;
          while (Date.now() < end) {}
        };
        """);
  }

  @AfterEach
  void end() {
    process.destroyForcibly();
    vertx.close().await();
  }

  @Test
  void acknowledgedCallsGoOnInOrderAfterSigkill() throws Exception {
    publish(start());
    List<Integer> before = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      before.add(nextCall());
    }
    // The process itself would close the stream with what was not read yet.
    process.toHandle().destroyForcibly();
    process.waitFor();
    for (String line; (line = output.readLine()) != null; ) {
      Matcher call = CALL.matcher(line);
      if (call.matches()) {
        before.add(Integer.valueOf(call.group(1)));
      }
    }
    assertThat(before).hasSizeLessThan(CALLS);
    assertThat(before).isEqualTo(IntStream.range(0, before.size()).boxed().toList());

    start();
    List<Integer> after = new ArrayList<>();
    do {
      after.add(nextCall());
    } while (after.getLast() < CALLS - 1);
    int first = after.getFirst();
    assertThat(first).isLessThanOrEqualTo(before.size());
    assertThat(after).isEqualTo(IntStream.range(first, CALLS).boxed().toList());
  }

  /** Starts the coordinator, and returns where devices connect. */
  private int start() throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.edgecoordinator.cli.Main",
                "run",
                "--mqtt=127.0.0.1:0",
                "--http=127.0.0.1:0",
                "--data=" + folder.resolve("data"),
                "--bundle=" + folder.resolve("slow"))
            .redirectErrorStream(true)
            .start();
    Process started = process;
    // Nobody can interrupt who waits for its output.
    vertx.setTimer(PATIENCE_MILLIS, _ -> started.destroyForcibly());
    output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    return Integer.parseInt(next(READY));
  }

  private int nextCall() throws IOException {
    return Integer.parseInt(next(CALL));
  }

  private String next(Pattern pattern) throws IOException {
    StringBuilder seen = new StringBuilder();
    for (String line; (line = output.readLine()) != null; ) {
      Matcher matcher = pattern.matcher(line);
      if (matcher.matches()) {
        return matcher.group(1);
      }
      seen.append(line).append('\n');
    }
    throw new AssertionError("the coordinator ended: " + seen);
  }

  private void publish(int port) throws InterruptedException {
    CountDownLatch acknowledged = new CountDownLatch(CALLS);
    MqttClient client =
        MqttClient.create(vertx, new MqttClientOptions().setMaxInflightQueue(CALLS))
            .publishCompletionHandler(_ -> acknowledged.countDown());
    client.connect(port, "127.0.0.1").await();
    for (int i = 0; i < CALLS; i++) {
      client.publish("in", Buffer.buffer("" + i), MqttQoS.AT_LEAST_ONCE, false, false).await();
    }
    assertThat(acknowledged.await(30, TimeUnit.SECONDS)).isTrue();
  }
}
