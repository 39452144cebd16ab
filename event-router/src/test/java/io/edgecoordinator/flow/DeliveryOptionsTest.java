package io.edgecoordinator.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.EventIds;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.event.Source;
import io.edgecoordinator.flow.DeliveryOptions.Guarantee;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeliveryOptionsTest {

  private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");

  private static Event event(QoS qos) {
    long id = new EventIds(InstantSource.fixed(NOON)).next();
    return new Event(id, new Source.Operator(), null, "t", Payload.EMPTY, qos, false, 0);
  }

  @ParameterizedTest
  @CsvSource({
    ", AT_MOST_ONCE, AT_MOST_ONCE",
    ", EXACTLY_ONCE, EXACTLY_ONCE",
    "AT_MOST_ONCE, EXACTLY_ONCE, AT_MOST_ONCE",
    "AT_LEAST_ONCE, AT_MOST_ONCE, AT_LEAST_ONCE",
    "AT_LEAST_ONCE, EXACTLY_ONCE, EXACTLY_ONCE"
  })
  void guaranteeOfTheRowHolds(@Nullable Guarantee guarantee, QoS sent, QoS delivered) {
    DeliveryOptions options = new DeliveryOptions(guarantee, null, null, null);
    assertThat(options.applyTo(event(sent)).qos()).isEqualTo(delivered);
  }

  @Test
  void eventExpiresAfterTheTimeOfTheRowUnlessItsSenderSaidLess() {
    DeliveryOptions options = new DeliveryOptions(null, Duration.ofMinutes(1), null, null);
    Event event = event(QoS.AT_MOST_ONCE);
    long noon = NOON.toEpochMilli();
    assertThat(options.applyTo(event).expiresAt()).isEqualTo(noon + 60_000);
    assertThat(options.applyTo(event.expiringBy(noon + 5)).expiresAt()).isEqualTo(noon + 5);
    assertThat(DeliveryOptions.DEFAULT.applyTo(event)).isSameAs(event);
  }
}
