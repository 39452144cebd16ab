package io.edgecoordinator.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.event.Source;
import io.edgecoordinator.store.Entry;
import org.junit.jupiter.api.Test;

class OutboundWindowTest {

  private final OutboundWindow window = new OutboundWindow();

  @Test
  void packetIdsGoRoundWithoutZeroAndWithoutOneInUse() {
    int last = 0;
    for (int i = 1; i <= 200_000; i++) {
      Entry<Outgoing> message = message(i);
      window.add(message);
      int id = OutboundWindow.packetId(message);
      assertThat(id).isEqualTo(last == 0xFFFF ? 1 : last + 1);
      assertThat(window.find(id)).isSameAs(message);
      window.remove(message);
      last = id;
    }
  }

  @Test
  void messagesAreFoundByPacketIdAcrossTheTurnOfTheNumbers() {
    for (int i = 65_500; i < 65_600; i++) {
      window.add(message(i));
    }
    for (int i = 65_599; i >= 65_500; i--) {
      Entry<Outgoing> found = window.find((i - 1) % 0xFFFF + 1);
      assertThat(found).isNotNull();
      assertThat(found.sequence()).isEqualTo(i);
      window.remove(found);
    }
    assertThat(window.count()).isZero();
  }

  @Test
  void gapsInTheNumbersAreNoMessages() {
    window.add(message(10));
    window.add(message(5_000));
    assertThat(window.find(11)).isNull();
    assertThat(window.find(5_001)).isNull();
    assertThat(window.find(9)).isNull();
    assertThat(window.clear()).extracting(Entry::sequence).containsExactly(10L, 5_000L);
    assertThat(window.find(10)).isNull();
  }

  @Test
  void twoMessagesThatWouldShareAPacketIdAreNotInFlightTogether() {
    assertThat(window.takes(message(1))).isTrue();
    window.add(message(1));
    assertThat(window.takes(message(30_000))).isTrue();
    assertThat(window.takes(message(1 + 0xFFFF))).isFalse();
  }

  private static Entry<Outgoing> message(long sequence) {
    Event event =
        new Event(
            1, new Source.Operator(), null, "a", Payload.of("x"), QoS.AT_LEAST_ONCE, false, 0);
    return new Entry<>(
        new Outgoing(event, Content.of(event), QoS.AT_LEAST_ONCE, false, Outgoing.NO_IDENTIFIERS),
        sequence);
  }
}
