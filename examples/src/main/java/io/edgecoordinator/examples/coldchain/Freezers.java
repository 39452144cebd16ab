package io.edgecoordinator.examples.coldchain;

import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.MqttClientOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Three simulated freezers, each an MQTT client of its own that publishes its temperature once a
 * period at QoS 1. The door of the second is left open from time to time.
 */
public final class Freezers implements AutoCloseable {

  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final List<MqttClient> clients = new ArrayList<>();

  private Freezers(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * Runs the freezers until the process is ended.
   *
   * @param args the coordinator's MQTT address as HOST:PORT; 127.0.0.1:1883 if missing
   */
  public static void main(String[] args) {
    String address = args.length > 0 ? args[0] : "127.0.0.1:1883";
    int colon = address.lastIndexOf(':');
    connect(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
  }

  /** Connects the freezers to a coordinator; they publish until they are closed. */
  public static Freezers connect(String host, int port) {
    Freezers freezers = new Freezers(Vertx.vertx());
    List<Freezer> simulated =
        List.of(
            new Freezer("freezer-1", 0, 0),
            new Freezer("freezer-2", 24, 8),
            new Freezer("freezer-3", 0, 0));
    try {
      Future.all(simulated.stream().map(freezer -> freezers.plugIn(freezer, host, port)).toList())
          .await();
    } catch (RuntimeException refused) {
      freezers.close();
      throw refused;
    }
    return freezers;
  }

  private Future<Void> plugIn(Freezer freezer, String host, int port) {
    MqttClient client =
        MqttClient.create(vertx, new MqttClientOptions().setClientId(freezer.name()));
    clients.add(client);
    return client
        .connect(port, host)
        .onSuccess(connected -> {
          publish(client, freezer);
          vertx.setPeriodic(PERIOD.toMillis(), timer -> publish(client, freezer));
        })
        .mapEmpty();
  }

  private static void publish(MqttClient client, Freezer freezer) {
    if (client.isConnected()) {
      Buffer reading = Buffer.buffer(freezer.nextReading());
      client.publish(freezer.topic(), reading, MqttQoS.AT_LEAST_ONCE, false, false);
    }
  }

  /** Disconnects them. */
  @Override
  public void close() {
    Future.join(
            clients.stream().filter(MqttClient::isConnected).map(MqttClient::disconnect).toList())
        .await();
    vertx.close().await();
  }
}
