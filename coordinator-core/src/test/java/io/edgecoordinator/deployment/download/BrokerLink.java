package io.edgecoordinator.deployment.download;

import io.edgecoordinator.event.MessageProperties;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.upstream.IncomingMessage;
import io.edgecoordinator.upstream.OutgoingMessage;
import io.edgecoordinator.upstream.Upstream;
import io.edgecoordinator.upstream.UpstreamListener;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.MqttClientOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A plain connection to a broker, made and cut when a test says so. Belongs to the event loop. */
final class BrokerLink implements Upstream {

  private final Vertx vertx;
  private final int port;
  private final String prefix;
  private final Map<String, Consumer<IncomingMessage>> receivers = new LinkedHashMap<>();
  private final List<UpstreamListener> listeners = new ArrayList<>();
  private @Nullable MqttClient client;

  BrokerLink(Vertx vertx, int port, String prefix) {
    this.vertx = vertx;
    this.port = port;
    this.prefix = prefix;
  }

  Future<Void> connect() {
    MqttClient made = MqttClient.create(vertx, new MqttClientOptions().setMaxMessageSize(1 << 20));
    made.publishHandler(message ->
        Map.copyOf(receivers)
            .forEach((filter, receiver) -> {
              if (matches(filter, message.topicName())) {
                receiver.accept(
                    new IncomingMessage(
                        message.topicName(),
                        Payload.of(message.payload().getBytes()),
                        message.qosLevel() == MqttQoS.AT_MOST_ONCE
                            ? QoS.AT_MOST_ONCE
                            : QoS.AT_LEAST_ONCE,
                        message.isRetain(),
                        null,
                        MessageProperties.NONE,
                        () -> {}));
              }
            }));
    return made.connect(port, "127.0.0.1")
        .map(_ -> {
          client = made;
          receivers.keySet().forEach(filter -> made.subscribe(filter, 0));
          listeners.forEach(UpstreamListener::connected);
          return null;
        });
  }

  /** Cuts the connection; what was under way is lost. */
  Future<Void> cut() {
    MqttClient cut = client;
    client = null;
    listeners.forEach(UpstreamListener::disconnected);
    return cut == null ? Future.succeededFuture() : cut.disconnect();
  }

  private static boolean matches(String filter, String topic) {
    String[] levels = filter.split("/", -1);
    String[] names = topic.split("/", -1);
    for (int i = 0; i < levels.length; i++) {
      if (i >= names.length || !List.of("+", names[i]).contains(levels[i])) {
        return false;
      }
    }
    return levels.length == names.length;
  }

  @Override
  public String name() {
    return "broker";
  }

  @Override
  public String prefix() {
    return prefix;
  }

  @Override
  public boolean isConnected() {
    return client != null;
  }

  @Override
  public int room() {
    return client == null ? 0 : 100;
  }

  @Override
  public boolean isIdle() {
    return client != null;
  }

  @Override
  public Future<Void> publish(OutgoingMessage message) {
    if (client == null) {
      return Future.failedFuture("the link is down");
    }
    return client
        .publish(
            message.topic(),
            Buffer.buffer(message.payload().bytes()),
            MqttQoS.valueOf(message.qos() == QoS.AT_MOST_ONCE ? 0 : 1),
            false,
            message.retain())
        .mapEmpty();
  }

  @Override
  public void subscribe(String filter, QoS qos, Consumer<IncomingMessage> receiver) {
    receivers.put(filter, receiver);
    if (client != null) {
      client.subscribe(filter, 0);
    }
  }

  @Override
  public void unsubscribe(String filter) {
    receivers.remove(filter);
    if (client != null) {
      client.unsubscribe(filter);
    }
  }

  @Override
  public void listen(UpstreamListener listener) {
    listeners.add(listener);
    if (client != null) {
      listener.connected();
    }
  }
}
