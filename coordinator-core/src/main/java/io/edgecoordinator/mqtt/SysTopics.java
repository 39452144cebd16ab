package io.edgecoordinator.mqtt;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.EventIds;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.event.Source;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * The state of the broker as retained messages under {@code $SYS/broker}, by the names that others
 * use too. Only what has changed is published again.
 */
final class SysTopics {

  /** How topics begin that clients may read and not write. */
  static final String RESERVED = "$SYS/";

  private static final String PREFIX = RESERVED + "broker/";
  private static final Source SOURCE = new Source.Operator();

  private final Broker broker;
  private final Connections connections;
  private final EventIds ids;
  private final InstantSource clock;
  private final long startedAt;
  private final Map<String, String> shown = new HashMap<>();

  SysTopics(Broker broker, Connections connections, EventIds ids, InstantSource clock) {
    this.broker = broker;
    this.connections = connections;
    this.ids = ids;
    this.clock = clock;
    this.startedAt = clock.millis();
  }

  /** Publishes what has changed. To be called every few seconds. */
  void publish() {
    MqttCounters counters = broker.counters();
    show("version", version());
    show("uptime", (clock.millis() - startedAt) / 1_000 + " seconds");
    show("clients/connected", connections.size());
    show("clients/total", broker.sessions().all().size());
    show("messages/received", counters.messagesReceived());
    show("messages/sent", counters.messagesSent());
    show(
        "publish/messages/dropped",
        counters.droppedSlow() + counters.droppedOffline() + counters.droppedTooLarge());
    show("retained messages/count", broker.retained().count() - shown.size());
  }

  private static String version() {
    String version = SysTopics.class.getPackage().getImplementationVersion();
    return "Edge Coordinator" + (version == null ? "" : " " + version);
  }

  private void show(String name, long value) {
    show(name, Long.toString(value));
  }

  private void show(String name, String value) {
    if (!value.equals(shown.put(name, value))) {
      broker.show(
          new Event(
              ids.next(),
              SOURCE,
              null,
              PREFIX + name,
              Payload.of(value),
              QoS.AT_MOST_ONCE,
              true,
              0));
    }
  }
}
