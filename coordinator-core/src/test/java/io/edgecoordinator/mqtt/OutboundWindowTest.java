package io.edgecoordinator.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.event.Source;
import org.junit.jupiter.api.Test;

class OutboundWindowTest {

  private final OutboundWindow window = new OutboundWindow(100, 3, 10);

  @Test
  void packetIdsGoRoundWithoutZeroAndWithoutOneInUse() {
    int last = 0;
    for (int i = 0; i < 200_000; i++) {
      int id = window.send(message("x"));
      assertThat(id).isEqualTo(last == 0xFFFF ? 1 : last + 1);
      last = id;
      window.acknowledge(id);
    }
  }

  @Test
  void thereIsRoomForAsManyAsItsSize() {
    for (int i = 0; i < 100; i++) {
      assertThat(window.hasRoom()).isTrue();
      window.send(message("x"));
    }
    assertThat(window.hasRoom()).isFalse();
    assertThat(window.unfinished()).isEqualTo(100);
    window.acknowledge(1);
    assertThat(window.hasRoom()).isTrue();
    assertThat(window.unfinished()).isEqualTo(99);
  }

  @Test
  void anAcknowledgementOutOfOrderCountsOnceThoseBeforeItHaveCome() {
    for (int i = 0; i < 100; i++) {
      window.send(message("x"));
    }
    window.acknowledge(2);
    assertThat(window.hasRoom()).isFalse();
    window.acknowledge(1);
    window.send(message("x"));
    window.send(message("x"));
    assertThat(window.hasRoom()).isFalse();
  }

  @Test
  void anAcknowledgementOfNothingChangesNothing() {
    window.acknowledge(1);
    window.acknowledge(0xFFFF);
    int id = window.send(message("x"));
    window.acknowledge(id + 1);
    assertThat(window.unfinished()).isEqualTo(1);
    window.acknowledge(id);
    window.acknowledge(id);
    assertThat(window.unfinished()).isZero();
  }

  @Test
  void theQueueIsBoundedInMessagesAndInBytes() {
    assertThat(window.queue(message("1"))).isTrue();
    assertThat(window.queue(message("2"))).isTrue();
    assertThat(window.queue(message("123456789"))).as("11 bytes").isFalse();
    assertThat(window.queue(message("3"))).isTrue();
    assertThat(window.queue(message("4"))).as("4 messages").isFalse();
    assertThat(window.unqueue().event().payload().text()).isEqualTo("1");
    assertThat(window.queue(message("5"))).isTrue();
  }

  private static Outgoing message(String payload) {
    Event event =
        new Event(
            1, new Source.Operator(), null, "a", Payload.of(payload), QoS.AT_LEAST_ONCE, false, 0);
    return new Outgoing(event, new byte[] {'a'}, false);
  }
}
