package io.edgecoordinator.mqtt;

import static io.edgecoordinator.mqtt.RawClient.connected;
import static io.edgecoordinator.mqtt.RawClient.publish;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who brings more than can be taken at a time has to wait, and loses nothing by it. */
class BackPressureTest {

  @Test
  void publishersAreNotReadFromWhileTheDiskIsBehind() {
    try (Gateway gateway = new Gateway();
        RawClient publisher = connected(gateway.port(), 4, "publisher")) {
      congested(gateway, true);
      publisher.send(publish(4, 1, "a", 1, "x"));
      publisher.expect(RawClient.answer(0x40, 1));
      assertThat(gateway.counters().heldBack()).isOne();
      publisher.send(publish(4, 1, "a", 2, "x"));
      // Whoever else comes is served, after what could be read before.
      connected(gateway.port(), 4, "another").close();
      assertThat(gateway.events()).hasSize(1);
      congested(gateway, false);
      publisher.expect(RawClient.answer(0x40, 2));
    }
  }

  private static void congested(Gateway gateway, boolean is) {
    gateway.onEventLoop(() -> {
      gateway.listener().congested(is);
      return is;
    });
  }

  @Test
  void manyThatConnectAtOnceAreLetInOneAfterTheOther() {
    try (Gateway gateway = new Gateway()) {
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        clients.add(new RawClient(gateway.port()));
      }
      for (int i = 0; i < clients.size(); i++) {
        clients.get(i).send(RawClient.connect(4, "c" + i));
      }
      for (RawClient client : clients) {
        client.expect(RawClient.hex("20 02 0000"));
      }
      clients.forEach(RawClient::close);
      assertThat(gateway.counters().connectionsDelayed()).isPositive();
    }
  }
}
