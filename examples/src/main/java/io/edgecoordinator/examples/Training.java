package io.edgecoordinator.examples;

import io.edgecoordinator.task.WorkerCommand;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes the ahead-of-time caches, with which a JVM starts in half the time: it has the workers make
 * theirs, and then runs a coordinator that writes down what it needs. That one does what each
 * coordinator does after its start and nothing else, since whatever is in the cache takes memory:
 * the device, the subscriber and the HTTP client are here, in a process of their own.
 */
public final class Training {

  private static final Pattern READY =
      Pattern.compile("READY mqtt=127.0.0.1:(\\d+) http=127.0.0.1:(\\d+)");

  private static final int READINGS = 200;

  private Training() {}

  /**
   * Makes the caches.
   *
   * @param args the folder of the cold-chain bundle, and the file for the coordinator's cache
   */
  public static void main(String[] args) throws Exception {
    try {
      WorkerCommand.ofThisInstallation().train();
    } catch (IOException impossible) {
      System.err.println("workers will start slowly: " + impossible.getMessage());
    }
    Process coordinator =
        new ProcessBuilder(command(args[0], args[1]))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader stdout = coordinator.inputReader()) {
      Matcher ready = READY.matcher(String.valueOf(stdout.readLine()));
      if (!ready.matches()) {
        throw new IOException("the coordinator did not start");
      }
      callTask(Integer.parseInt(ready.group(1)));
      look("http://127.0.0.1:" + ready.group(2));
    } finally {
      coordinator.destroy();
      if (!coordinator.waitFor(60, TimeUnit.SECONDS)) {
        coordinator.destroyForcibly();
      }
    }
    System.exit(coordinator.exitValue());
  }

  /** Returns the command line of a coordinator with the options of this JVM. */
  private static List<String> command(String bundle, String cache) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("-XX:AOTCacheOutput=" + cache);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(
        List.of("run", "--mqtt", "127.0.0.1:0", "--http", "127.0.0.1:0", "--bundle", bundle));
    return command;
  }

  private static void callTask(int port) {
    Buffer warm = Buffer.buffer("{\"celsius\":-12.5,\"door\":\"open\"}");
    String topic = "freezers/training/telemetry";
    Vertx vertx = Vertx.vertx();
    MqttClient client = MqttClient.create(vertx);
    Promise<Void> answered = Promise.promise();
    client.publishHandler(alert -> answered.tryComplete());
    client
        .connect(port, "127.0.0.1")
        .compose(connected -> client.subscribe("alerts/#", 1))
        .compose(subscribed -> {
          for (int i = 0; i < READINGS; i++) {
            client.publish(topic, warm, MqttQoS.AT_MOST_ONCE, false, false);
          }
          return client.publish(topic, warm, MqttQoS.AT_LEAST_ONCE, false, false);
        })
        .compose(published -> answered.future())
        .await();
    vertx.close().await();
  }

  private static void look(String address) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (String path : List.of("/api/status", "/api/tasks", "/api/flows", "/metrics")) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + path)).build();
        client.send(request, BodyHandlers.ofString());
      }
    }
  }
}
