package io.edgecoordinator.forwarding;

import static io.edgecoordinator.sqlite.EventLoop.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import io.edgecoordinator.broker.BrokerClient;
import io.edgecoordinator.broker.BrokerProcess;
import io.edgecoordinator.config.Configuration.Limits;
import io.edgecoordinator.config.Configuration.OnFull;
import io.edgecoordinator.config.HostPort;
import io.edgecoordinator.upstream.LinkProxy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole coordinator, an independent broker, and a network in between that can be cut. */
class StoreAndForwardTest {

  @TempDir private static Path brokerFolder;
  private static BrokerProcess broker;

  @TempDir private Path folder;
  private LinkProxy network;
  private LinkedBox box;

  @BeforeAll
  static void startBroker() throws IOException {
    broker = BrokerProcess.start(brokerFolder.resolve("broker"));
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void lay() {
    network = new LinkProxy(new HostPort("127.0.0.1", broker.port()));
  }

  @AfterEach
  void close() {
    box.close();
    network.close();
  }

  private void start(String rows) throws IOException {
    start(Limits.DEFAULTS, rows);
  }

  private void start(Limits limits, String rows) throws IOException {
    box = new LinkedBox(folder, network.port(), limits, rows);
  }

  private void cable(boolean in) {
    network.refuse(!in);
    if (!in) {
      network.cut();
    }
  }

  private void publish(String topic, int from, int to) {
    try (BrokerClient device = new BrokerClient(box.mqtt(), "nothing")) {
      for (int i = from; i < to; i++) {
        device.publish(topic, Integer.toString(i));
      }
    }
  }

  @Test
  void whatWaitedThroughARestartArrivesInOrderWithItsIdAndTheDiskIsGivenBack() throws Exception {
    String rows = "[{id: out, topic: 'a/{n}', to: {upstream: 'b/{n}'}}]";
    cable(false);
    start(rows);
    publish("a/1", 0, 1_000);
    assertThat(box.metric("deliveries_pending")).isEqualTo(1_000);
    box.close();
    start(rows);
    try (BrokerClient cloud = new BrokerClient(broker.port(), "b/#")) {
      cable(true);
      Set<String> ids = new HashSet<>();
      for (int i = 0; i < 1_000; i++) {
        BrokerClient.Message message = cloud.next();
        assertThat(message.text()).isEqualTo(Integer.toString(i));
        assertThat(message.property("eventId")).matches("[0-9a-f]{16}");
        assertThat(message.property("device")).startsWith("client-");
        ids.add(message.property("eventId"));
      }
      assertThat(ids).hasSize(1_000);
    }
    until(() -> box.metric("deliveries_pending") == 0);
    assertThat(box.metric("upstream_events_sent_total")).isEqualTo(1_000);
  }

  @Test
  void whatTheBrokerRefusesDoesNotHoldUpTheOthers() throws Exception {
    start("[{id: out, topic: 'a/#', to: {upstream: refused/x}}, {id: b, topic: b, to: upstream}]");
    try (BrokerClient cloud = new BrokerClient(broker.port(), "b")) {
      publish("a/1", 0, 3);
      publish("b", 0, 1);
      cloud.next();
      until(() -> box.metric("deliveries_pending") == 0);
      assertThat(box.metric("upstream_events_refused_total")).isEqualTo(3);
    }
  }

  @Test
  void whatTheBrokerEndsTheConnectionOverDoesNotHoldUpTheOthers() throws Exception {
    cable(false);
    start("[{id: out, topic: 'a/#', to: {upstream: 'fatal/x'}}, {id: b, topic: b, to: upstream}]");
    try (BrokerClient cloud = new BrokerClient(broker.port(), "b")) {
      publish("b", 0, 5);
      publish("a/1", 0, 1);
      publish("b", 5, 10);
      cable(true);
      Set<String> came = new LinkedHashSet<>();
      while (came.size() < 10) {
        came.add(cloud.next().text());
      }
      assertThat(came).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
      until(() -> box.metric("deliveries_pending") == 0);
      assertThat(box.metric("upstream_events_refused_total")).isEqualTo(1);
      // Four, and one more for each time that something else was under way with it.
      assertThat(box.metric("upstream_connects_total")).isBetween(4L, 8L);
    }
  }

  @Test
  void aMessageThatNoClientMayReadDoesNotEndTheLink() throws Exception {
    start("[{id: in, from: upstream, topic: 'loop/#', to: upstream}]");
    try (BrokerClient cloud = new BrokerClient(broker.port(), "loop/good")) {
      awaitSubscribed(cloud);
      cloud.publish("loop/bell\u0007", "1");
      cloud.publish("loop/good", "2");
      cloud.next();
      assertThat(cloud.next().property("eventId")).isNotEmpty();
      assertThat(box.metric("upstream_messages_left_out_total")).isEqualTo(1);
      assertThat(box.metric("upstream_connects_total")).isEqualTo(1);
    }
  }

  @Test
  void aBrokerThatIsNotThereIsNamedWhereTheOperatorLooks() throws Exception {
    start("[{id: out, topic: a, to: {upstream: x, via: clud}}]");
    assertThat(box.get("/api/flows"))
        .contains("row b/out: this box has no upstream \\\"clud\\\"; did you mean \\\"cloud\\\"?");
    assertThatThrownBy(() -> publish("a", 0, 1)).isInstanceOf(Mqtt5PubAckException.class);
    assertThat(box.metric("upstream_deliveries_refused_by_name_total")).isEqualTo(1);
    assertThat(box.get("/api/upstreams")).contains("\"events\":{\"sent\":0");
  }

  @Test
  void whatTheBoxItselfSendsDoesNotComeBack() throws Exception {
    start(
        "[{id: in, from: upstream, topic: 'loop/#', to: [upstream, {topic: local}]},"
            + " {id: out, topic: 'loop/#', to: upstream}]");
    try (BrokerClient cloud = new BrokerClient(broker.port(), "loop/#")) {
      awaitSubscribed(cloud);
      cloud.publish("loop/cloud", "1");
      assertThat(nextAfterThose(cloud).text()).isEqualTo("1");
      assertThat(nextAfterThose(cloud).property("eventId")).isNotEmpty();
      publish("loop/box", 2, 3);
      assertThat(nextAfterThose(cloud).text()).isEqualTo("2");
      cloud.publish("loop/cloud", "3");
      assertThat(nextAfterThose(cloud).text()).isEqualTo("3");
      assertThat(nextAfterThose(cloud).text()).isEqualTo("3");
      cloud.publish("loop/cloud", "4");
      assertThat(nextAfterThose(cloud).text()).isEqualTo("4");
    }
  }

  /** Returns the next message but for what {@link #awaitSubscribed} sent. */
  private static BrokerClient.Message nextAfterThose(BrokerClient cloud) throws Exception {
    BrokerClient.Message next = cloud.next();
    while (next.text().equals("?")) {
      next = cloud.next();
    }
    return next;
  }

  private void awaitSubscribed(BrokerClient cloud) throws InterruptedException {
    long before = box.metric("upstream_events_incoming_total");
    until(() -> {
      cloud.publish("loop", "?");
      return box.metric("upstream_events_incoming_total") > before;
    });
    until(() -> box.metric("deliveries_pending") == 0);
  }

  @Test
  void whatTwoBoxesPassOnToEachOtherComesToAnEnd() throws Exception {
    String rows = "[{id: round, from: upstream, topic: 'loop/#', to: upstream}]";
    start(rows);
    Path folderOfOther = folder.resolve("other");
    try (LinkedBox other =
            new LinkedBox("box-2", folderOfOther, broker.port(), Limits.DEFAULTS, rows);
        BrokerClient cloud = new BrokerClient(broker.port(), "loop/#")) {
      while (tooManyHops(box) == 0 || tooManyHops(other) == 0) {
        cloud.publish("loop/x", "first");
        LockSupport.parkNanos(20_000_000);
      }
      cloud.publish("loop/x", "last");
      // Both boxes take it up, and each of the two goes round until it has 17 hops.
      for (int last = 0; last < 1 + 2 * 17; ) {
        last += cloud.next().text().equals("last") ? 1 : 0;
      }
      cloud.publish("loop/x", "end");
      BrokerClient.Message next = cloud.next();
      while (!next.property("hops").equals("17") || !next.text().equals("end")) {
        assertThat(next.text()).isNotEqualTo("last");
        next = cloud.next();
      }
    }
  }

  private static long tooManyHops(LinkedBox box) {
    return box.metric("events_too_many_hops_total");
  }

  @Test
  void aCommandForWhichThereIsNoRoomIsNotLost() throws Exception {
    Limits small = new Limits(1 << 20, 2, Duration.ofDays(1), 1 << 24, OnFull.REJECT);
    start(small, "[{id: in, from: upstream, topic: 'loop/#', to: subscribers}]");
    Mqtt5BlockingClient device =
        Mqtt5Client.builder()
            .identifier("valve")
            .serverHost("127.0.0.1")
            .serverPort(box.mqtt())
            .buildBlocking();
    device.connectWith().cleanStart(false).sessionExpiryInterval(3_600).send();
    device.subscribeWith().topicFilter("loop/command").qos(MqttQos.AT_LEAST_ONCE).send();
    device.disconnect();
    try (BrokerClient cloud = new BrokerClient(broker.port(), "x")) {
      awaitSubscribed(cloud);
      for (int i = 0; i < 4; i++) {
        cloud.publish("loop/command", Integer.toString(i));
      }
      // This broker may keep the last back until the one before it is acknowledged.
      until(() -> box.metric("upstream_events_incoming_refused_total") >= 1);
      until(() -> box.metric("upstream_events_unsettled") >= 1);

      Set<String> came = new HashSet<>();
      try (var messages = device.publishes(MqttGlobalPublishFilter.ALL)) {
        device.connectWith().cleanStart(false).sessionExpiryInterval(3_600).send();
        while (came.size() < 4) {
          came.add(new String(messages.receive().getPayloadAsBytes(), StandardCharsets.UTF_8));
        }
      }
      device.disconnect();
      until(() -> box.metric("upstream_events_unsettled") == 0);
    }
  }

  @Test
  void liveMessagesOfHighPriorityOvertakeABacklog() throws Exception {
    cable(false);
    start(
        "[{id: out, topic: back, to: upstream}, {id: h, topic: high, priority: high, to: upstream}]");
    publish("back", 0, 500);
    publish("high", 0, 3);
    try (BrokerClient cloud = new BrokerClient(broker.port(), "#")) {
      cable(true);
      int before = 0;
      for (BrokerClient.Message next = cloud.next();
          !next.topic().equals("high");
          next = cloud.next()) {
        before += next.topic().equals("back") ? 1 : 0;
      }
      assertThat(before).isLessThan(10);
    }
  }

  @Test
  void theFileIsSmallAgainAfterTheBacklog() throws Exception {
    cable(false);
    start("[{id: out, topic: back, to: upstream}]");
    String large = "x".repeat(50_000);
    try (BrokerClient device = new BrokerClient(box.mqtt(), "nothing")) {
      for (int i = 0; i < 200; i++) {
        device.publish("back", large);
      }
    }
    Path file = folder.resolve("data/coordinator.db");
    until(() -> size(file) > 8_000_000);
    cable(true);
    until(() -> box.metric("deliveries_pending") == 0);
    until(() -> size(file) < 1_000_000);
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException gone) {
      return 0;
    }
  }
}
