package io.edgecoordinator.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

/** Two well-behaved clients; what one sends the other gets, whatever third parties do. */
final class Bystander implements AutoCloseable {

  static final int CONNECTIONS = 2;

  private static final String TOPIC = "bystander/news";

  private final RawClient publisher;
  private final RawClient subscriber;
  private int count;

  Bystander(int port) {
    publisher = RawClient.connected(port, 5, "bystander-1");
    subscriber = RawClient.connected(port, 5, "bystander-2");
    subscriber.send(RawClient.subscribe(5, 1, TOPIC, 0));
    assertThat(subscriber.receive()).isEqualTo(RawClient.hex("90 04 0001 00 00"));
  }

  /** The next message arrives next, and the connection answers. */
  void assertUndisturbed() {
    byte[] next = RawClient.publish(5, 0, TOPIC, 0, "news " + count++);
    publisher.send(next);
    assertThat(subscriber.receive()).isEqualTo(next);
    subscriber.send(RawClient.hex("c000"));
    assertThat(subscriber.receive()).isEqualTo(RawClient.hex("d000"));
  }

  @Override
  public void close() {
    publisher.close();
    subscriber.close();
  }
}
