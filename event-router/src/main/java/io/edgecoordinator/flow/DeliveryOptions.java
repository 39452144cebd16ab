package io.edgecoordinator.flow;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.EventIds;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.event.TopicTemplate;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a row says about the keeping of its deliveries. Null leaves a thing to the default.
 *
 * @param guarantee whether a delivery is kept until its destination has answered for it; by default
 *     as the event's QoS says
 * @param expires age after which a delivery is given up; greater than zero
 * @param retry what happens after a failure
 * @param deadLetter topic under which an event goes that was given up
 */
public record DeliveryOptions(
    @Nullable Guarantee guarantee,
    @Nullable Duration expires,
    @Nullable Retry retry,
    @Nullable TopicTemplate deadLetter) {

  /** All left to the defaults. */
  public static final DeliveryOptions DEFAULT = new DeliveryOptions(null, null, null, null);

  public DeliveryOptions {
    if (expires != null && !expires.isPositive()) {
      throw new IllegalArgumentException("expires must be greater than 0");
    }
  }

  /** Returns an event as it is delivered: with the guarantee and the lifetime the row gives it. */
  public Event applyTo(Event event) {
    Event guaranteed =
        switch (guarantee) {
          case null -> event;
          case AT_MOST_ONCE -> event.withQos(QoS.AT_MOST_ONCE);
          case AT_LEAST_ONCE -> event.withQos(event.qos().atLeast(QoS.AT_LEAST_ONCE));
        };
    return expires == null
        ? guaranteed
        : guaranteed.expiringBy(EventIds.millis(event.id()) + expires.toMillis());
  }

  /** Whether a delivery survives a failure, as a row's {@code delivery} says. */
  public enum Guarantee {
    AT_MOST_ONCE,
    AT_LEAST_ONCE
  }

  /**
   * Tries after a failure.
   *
   * @param attempts how often at most, the first time included; at least 1
   * @param backoff pause before the second attempt, not negative; null for the default
   */
  public record Retry(int attempts, @Nullable Duration backoff) {
    public Retry {
      if (attempts < 1) {
        throw new IllegalArgumentException("attempts must be at least 1, not " + attempts);
      }
      if (backoff != null && backoff.isNegative()) {
        throw new IllegalArgumentException("backoff must not be negative");
      }
    }
  }
}
