package io.edgecoordinator.examples;

import io.edgecoordinator.cli.Main;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttClient;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a JVM does while it writes down what it will need at the next start: it runs a coordinator
 * with a bundle, has a device call a task and a subscriber hear of it, looks at it over HTTP, and
 * stops. The launcher runs this once for each JDK.
 */
public final class Training {

  private static final Pattern READY =
      Pattern.compile("READY mqtt=127.0.0.1:(\\d+) http=127.0.0.1:(\\d+)");

  private static final int READINGS = 200;

  private Training() {}

  /**
   * Runs it and ends the process.
   *
   * @param args the folder of the cold-chain bundle
   */
  public static void main(String[] args) {
    Thread.ofPlatform().daemon().start(Training::giveUpInTime);
    try {
      train(args[0]);
      // The hook of the stop signal stops the coordinator.
      System.exit(0);
    } catch (Exception failed) {
      System.err.println("the training run failed: " + failed);
      Runtime.getRuntime().halt(1);
    }
  }

  private static void giveUpInTime() {
    try {
      TimeUnit.MINUTES.sleep(1);
    } catch (InterruptedException ended) {
      return;
    }
    System.err.println("the training run took too long");
    Runtime.getRuntime().halt(1);
  }

  private static void train(String bundle) throws Exception {
    CompletableFuture<Matcher> ready = new CompletableFuture<>();
    PrintStream stdout = System.out;
    System.setOut(new PrintStream(new ReadyLine(ready), true, StandardCharsets.UTF_8));
    String any = "127.0.0.1:0";
    Thread.ofPlatform()
        .daemon()
        .start(() -> Main.run(List.of(), "run", "--mqtt", any, "--http", any, "--bundle", bundle));
    Matcher addresses = ready.get(30, TimeUnit.SECONDS);
    System.setOut(stdout);

    callTask(Integer.parseInt(addresses.group(1)));
    String http = "127.0.0.1:" + addresses.group(2);
    Main.run(List.of(), "tasks", "--http", http);
    Main.run(List.of(), "flows", "--http", http);
    Main.run(List.of(), "invoke", "check-freezer", "--payload", "{\"celsius\": 1}", "--http", http);
  }

  /** Completes when the line comes that says where the coordinator listens. */
  private static final class ReadyLine extends ByteArrayOutputStream {
    private final CompletableFuture<Matcher> ready;

    ReadyLine(CompletableFuture<Matcher> ready) {
      this.ready = ready;
    }

    @Override
    public void flush() {
      Matcher matcher = READY.matcher(toString(StandardCharsets.UTF_8));
      if (matcher.find()) {
        ready.complete(matcher);
      }
    }
  }

  private static void callTask(int port) {
    Vertx vertx = Vertx.vertx();
    MqttClient client = MqttClient.create(vertx);
    Promise<Void> answered = Promise.promise();
    client.publishHandler(alert -> answered.tryComplete());
    client
        .connect(port, "127.0.0.1")
        .compose(connected -> client.subscribe("alerts/#", 1))
        .compose(subscribed -> publish(client))
        .compose(published -> answered.future())
        .await();
    vertx.close().await();
  }

  private static Future<Integer> publish(MqttClient client) {
    Buffer warm = Buffer.buffer("{\"celsius\":-12.5,\"door\":\"open\"}");
    String topic = "freezers/training/telemetry";
    for (int i = 0; i < READINGS; i++) {
      client.publish(topic, warm, MqttQoS.AT_MOST_ONCE, false, false);
    }
    return client.publish(topic, warm, MqttQoS.AT_LEAST_ONCE, false, false);
  }
}
