package io.edgecoordinator.examples;

import io.edgecoordinator.task.WorkerCommand;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes the ahead-of-time caches, with which a JVM starts in half the time or less: one for
 * workers, one for coordinators, one for the commands that ask a coordinator. Each is written by a
 * process that does what it is for and nothing else, since whatever is in a cache takes memory: the
 * device, the subscriber and the HTTP client that a coordinator needs for its exercise are here.
 *
 * <p>The launcher runs this once for each JDK.
 */
public final class Training {

  private static final Pattern READY =
      Pattern.compile("READY mqtt=127.0.0.1:(\\d+) http=(127.0.0.1:\\d+)");

  private static final int READINGS = 200;

  private Training() {}

  /**
   * Makes the caches.
   *
   * @param args the folder of the cold-chain bundle
   */
  public static void main(String[] args) throws Exception {
    trainWorker();
    String bundle = args[0];
    String any = "127.0.0.1:0";
    Recording coordinator =
        Recording.start(
            "coordinator", Main.class, "run", "--mqtt", any, "--http", any, "--bundle", bundle);
    try (coordinator) {
      Matcher ready = READY.matcher(coordinator.firstLine());
      if (!ready.matches()) {
        throw new IOException("the coordinator did not start");
      }
      callTask(Integer.parseInt(ready.group(1)));
      look("http://" + ready.group(2));
      try (Recording client =
          Recording.start("client", ClientTraining.class, ready.group(2), bundle)) {
        client.awaitEnd();
      }
    }
    System.exit(0);
  }

  /** A second time where the first has found out that the compiler for guest code is of no use. */
  private static void trainWorker() throws IOException, InterruptedException {
    WorkerCommand command = WorkerCommand.ofThisInstallation();
    try {
      command.train();
    } catch (IOException failure) {
      WorkerCommand now = WorkerCommand.ofThisInstallation();
      if (now.equals(command)) {
        throw failure;
      }
      now.train();
    }
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
