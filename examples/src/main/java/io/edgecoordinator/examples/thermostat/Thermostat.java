package io.edgecoordinator.examples.thermostat;

import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.MqttClientOptions;
import io.vertx.mqtt.messages.MqttPublishMessage;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * A simulated thermostat with a shadow, which can be switched off and on. It keeps its MQTT
 * session, so that it is sent what it missed, and asks for its shadow when it comes on, in case the
 * session is gone. What it is set to survives in its own memory.
 *
 * <p>The methods may be called from any thread that is not an event loop's.
 */
public final class Thermostat implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PERIOD = Duration.ofSeconds(1);

  private static final double OUTSIDE = 8;

  /** A change of the temperature that is worth telling, in degrees. */
  private static final double NOTABLE = 1;

  private final String room;
  private final String name;
  private final String shadow;
  private final String host;
  private final int port;
  private final Consumer<String> diary;

  /** One thread does all that the thermostat does, but for switching it. */
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

  private volatile @Nullable MqttClient client;
  private volatile double target = 19;
  private volatile boolean knowsItsShadow;
  private double celsius = 18;
  private double told;

  /** The latest version of the shadow of which it has heard, and what is to be done of that. */
  private long version;

  private JsonNode toDo = MissingNode.getInstance();

  /**
   * Makes one that is switched off.
   *
   * @param room where it is; its name is {@code thermostat-ROOM}
   * @param host where the coordinator is
   * @param port its MQTT port
   * @param diary takes what it does, in plain words; called by its own thread
   */
  public Thermostat(String room, String host, int port, Consumer<String> diary) {
    this.room = room;
    this.name = "thermostat-" + room;
    this.shadow = "$aws/things/" + name + "/shadow/";
    this.host = host;
    this.port = port;
    this.diary = diary;
    vertx.setPeriodic(PERIOD.toMillis(), _ -> measure());
  }

  /** Switches it on; returns when it has asked for its shadow. */
  public void switchOn() {
    MqttClientOptions options =
        new MqttClientOptions().setClientId(name).setCleanSession(false).setAutoKeepAlive(true);
    MqttClient connecting = MqttClient.create(vertx, options).publishHandler(this::take);
    knowsItsShadow = false;
    client = connecting;
    diary.accept("is switched on, and asks for its shadow");
    connecting
        .connect(port, host)
        .compose(_ ->
            connecting.subscribe(
                Map.of(
                    shadow + "update/delta", 1,
                    shadow + "get/accepted", 1,
                    shadow + "get/rejected", 1)))
        .compose(_ -> publish(shadow + "get", ""))
        .await();
  }

  /** Cuts its power. */
  public void switchOff() {
    MqttClient connected = client;
    client = null;
    diary.accept("is switched off");
    if (connected != null && connected.isConnected()) {
      connected.disconnect().await();
    }
  }

  private void take(MqttPublishMessage message) {
    JsonNode document = JSON.readTree(message.payload().getBytes());
    JsonNode state = document.path("state");
    switch (message.topicName().substring(shadow.length())) {
      case "update/delta" -> hear(state, document);
      case "get/accepted" -> {
        knowsItsShadow = true;
        boolean differs = state.path("delta").has("target");
        diary.accept("got its shadow" + (differs ? ", and there is something to do" : ""));
        hear(state.path("delta"), document);
        if (!differs && state.path("reported").path("target").doubleValue() != target) {
          report();
        }
      }
      default -> {
        knowsItsShadow = true;
        diary.accept("has no shadow yet, and reports what it is set to");
        report();
      }
    }
  }

  /** What comes late is older than what is known already, and must not turn the valve back. */
  private void hear(JsonNode difference, JsonNode document) {
    long of = document.path("version").longValue();
    if (of >= version) {
      version = of;
      toDo = difference;
    }
    if (knowsItsShadow) {
      follow();
    } else {
      diary.accept("was sent what it missed: " + difference);
    }
  }

  private void follow() {
    JsonNode wanted = toDo.path("target");
    if (wanted.isNumber() && wanted.doubleValue() != target) {
      target = wanted.doubleValue();
      diary.accept("turns its valve to %s °C, and reports it".formatted(target));
      report();
    }
  }

  private void report() {
    publish(shadow + "update", "{\"state\":{\"reported\":{\"target\":" + target + "}}}");
  }

  private void measure() {
    celsius += client == null ? (OUTSIDE - celsius) * 0.01 : (target - celsius) * 0.25;
    if (client != null && Math.abs(celsius - told) >= NOTABLE) {
      told = Math.round(celsius * 10) / 10.0;
      publish("rooms/" + room + "/temperature", "{\"celsius\":" + told + "}");
    }
  }

  private Future<?> publish(String topic, String payload) {
    MqttClient connected = client;
    return connected == null || !connected.isConnected()
        ? Future.succeededFuture()
        : connected.publish(topic, Buffer.buffer(payload), MqttQoS.AT_LEAST_ONCE, false, false);
  }

  /** Returns what its valve is set to, in degrees. */
  public double target() {
    return target;
  }

  /** Switches it off for good. */
  @Override
  public void close() {
    if (client != null) {
      switchOff();
    }
    vertx.close().await();
  }
}
