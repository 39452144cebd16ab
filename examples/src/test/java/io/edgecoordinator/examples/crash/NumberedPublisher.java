package io.edgecoordinator.examples.crash;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Publishes 1, 2, 3 and so on, as fast as they are acknowledged, and sends again after a kill what
 * was not (MQTT 5, section 4.4).
 */
final class NumberedPublisher extends WireDevice {

  /** Messages that may wait for their acknowledgement. */
  private static final int WINDOW = 16;

  private final String topic;
  private final int qos;
  private final boolean retained;
  private final AtomicLong acknowledgedByAll;
  private final Map<Integer, InFlight> inFlight = new LinkedHashMap<>();
  private volatile boolean draining;
  private volatile int acknowledged;
  private int last;
  private int lastPacketId;

  private static final class InFlight {
    final int number;

    /** PUBREC came: the coordinator is responsible now. */
    boolean received;

    InFlight(int number) {
      this.number = number;
    }
  }

  /**
   * @param acknowledgedByAll counts what was acknowledged to any publisher
   */
  NumberedPublisher(
      String clientId,
      int version,
      String topic,
      int qos,
      boolean retained,
      AtomicLong acknowledgedByAll) {
    super(clientId, version, true);
    this.topic = topic;
    this.qos = qos;
    this.retained = retained;
    this.acknowledgedByAll = acknowledgedByAll;
  }

  String topic() {
    return topic;
  }

  int qos() {
    return qos;
  }

  boolean isRetained() {
    return retained;
  }

  /** Returns the last number that was published. */
  int last() {
    return last;
  }

  /** Returns the highest number that was acknowledged. */
  int acknowledged() {
    return acknowledged;
  }

  /** From the next connection on publishes nothing new, and goes once all is acknowledged. */
  void drain() {
    draining = true;
  }

  @Override
  void resumed() throws IOException {
    for (Map.Entry<Integer, InFlight> each : inFlight.entrySet()) {
      if (each.getValue().received) {
        answer(PUBREL, each.getKey());
      } else {
        publish(each.getKey(), each.getValue().number, 8);
      }
    }
    goOn();
  }

  private void goOn() throws IOException {
    while (!draining && inFlight.size() < WINDOW) {
      do {
        lastPacketId = lastPacketId % 0xFFFF + 1;
      } while (inFlight.containsKey(lastPacketId));
      inFlight.put(lastPacketId, new InFlight(++last));
      publish(lastPacketId, last, 0);
    }
    if (draining && inFlight.isEmpty()) {
      disconnect();
    }
  }

  private void publish(int packetId, int number, int duplicate) throws IOException {
    String payload =
        "{\"from\":\"%s\",\"number\":%d,\"filler\":\"%s\"}"
            .formatted(clientId(), number, "x".repeat(number % 300));
    publish(qos, duplicate | (retained ? 1 : 0), packetId, topic, payload);
  }

  @Override
  void answered(int type, int packetId, int reason) throws IOException {
    InFlight message = inFlight.get(packetId);
    // After a kill it may have forgotten a packet id of which our PUBCOMP got lost.
    boolean asExpected = reason < 0x80 || type == PUBCOMP;
    if (message == null || !asExpected) {
      throw new AssertionError(
          "packet of type %d for packet id %d, reason %d".formatted(type, packetId, reason));
    }
    switch (type) {
      case PUBACK -> {
        acknowledged(message);
        completed(packetId);
      }
      case PUBREC -> {
        acknowledged(message);
        message.received = true;
        answer(PUBREL, packetId);
      }
      case PUBCOMP -> completed(packetId);
      default -> throw new AssertionError("packet type " + type);
    }
  }

  private void acknowledged(InFlight message) {
    acknowledged = Math.max(acknowledged, message.number);
    acknowledgedByAll.incrementAndGet();
  }

  private void completed(int packetId) throws IOException {
    inFlight.remove(packetId);
    goOn();
  }
}
