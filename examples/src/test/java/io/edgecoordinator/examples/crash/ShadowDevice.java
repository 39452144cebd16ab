package io.edgecoordinator.examples.crash;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A device that subscribes to topics of shadows. */
abstract class ShadowDevice extends WireDevice {

  static final JsonMapper JSON = new JsonMapper();

  private final List<String> filters;
  private CountDownLatch subscribed = new CountDownLatch(0);

  ShadowDevice(String clientId, boolean lasting, List<String> filters) {
    super(clientId, 4, lasting);
    this.filters = filters;
  }

  @Override
  void connect(int port) throws IOException {
    subscribed = new CountDownLatch(filters.size());
    super.connect(port);
  }

  @Override
  void resumed() throws IOException {
    for (String filter : filters) {
      subscribe(filter, 1);
    }
  }

  @Override
  void subscribed() {
    subscribed.countDown();
    if (subscribed.getCount() == 0) {
      ready();
    }
  }

  /** All is subscribed to. */
  void ready() {}

  final void awaitSubscribed() throws InterruptedException {
    if (!subscribed.await(60, TimeUnit.SECONDS)) {
      throw new AssertionError(clientId() + " could not subscribe");
    }
  }

  @Override
  void received(int qos, int packetId, String topic, String payload) throws IOException {
    if (qos == 1) {
      answer(PUBACK, packetId);
    }
    String[] levels = topic.split("/", -1);
    told(levels[2], topic.substring(topic.indexOf("/shadow/") + 8), JSON.readTree(payload));
  }

  /**
   * Something came about a shadow.
   *
   * @param message the end of the topic, as in {@code update/delta}
   */
  abstract void told(String thing, String message, JsonNode document) throws IOException;

  @Override
  void answered(int type, int packetId, int reason) throws IOException {}
}
