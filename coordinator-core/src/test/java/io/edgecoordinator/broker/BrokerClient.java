package io.edgecoordinator.broker;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Whoever is at a broker in a test: sees what comes under a filter, and publishes at QoS 1. */
public final class BrokerClient implements AutoCloseable {

  private final Mqtt5BlockingClient client;
  private final BlockingQueue<Message> came = new LinkedBlockingQueue<>();

  /** A message that came. */
  public record Message(String topic, String text, Mqtt5Publish packet) {

    private static Message of(Mqtt5Publish packet) {
      return new Message(
          packet.getTopic().toString(),
          new String(packet.getPayloadAsBytes(), StandardCharsets.UTF_8),
          packet);
    }

    /** Returns the value of a user property, or the empty text. */
    public String property(String name) {
      return packet.getUserProperties().asList().stream()
          .filter(each -> each.getName().toString().equals(name))
          .findFirst()
          .map(each -> each.getValue().toString())
          .orElse("");
    }
  }

  /** Connects, and keeps what comes for {@link #next}. */
  public BrokerClient(int port, String filter) {
    this(port, filter, null);
  }

  /**
   * Connects.
   *
   * @param watcher told of what comes, on a thread of the client, in order; null to keep it
   */
  public BrokerClient(int port, String filter, @Nullable Consumer<Message> watcher) {
    var async =
        Mqtt5Client.builder()
            .identifier("client-" + UUID.randomUUID())
            .serverHost("127.0.0.1")
            .serverPort(port)
            .buildAsync();
    client = async.toBlocking();
    client.connect();
    Consumer<Message> to = watcher == null ? came::add : watcher;
    async.publishes(MqttGlobalPublishFilter.ALL, packet -> to.accept(Message.of(packet)));
    client.subscribeWith().topicFilter(filter).qos(MqttQos.AT_LEAST_ONCE).send();
  }

  /** Publishes at QoS 1; returns when the broker has it. */
  public void publish(String topic, String payload) {
    client
        .publishWith()
        .topic(topic)
        .qos(MqttQos.AT_LEAST_ONCE)
        .payload(payload.getBytes(StandardCharsets.UTF_8))
        .send();
  }

  /** Returns the next message that comes. */
  public Message next() throws InterruptedException {
    Message message = came.poll(30, TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("nothing came");
    }
    return message;
  }

  /** Returns how many came that nobody took. */
  public int waiting() {
    return came.size();
  }

  @Override
  public void close() {
    client.disconnect();
  }
}
