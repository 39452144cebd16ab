package io.edgecoordinator.forwarding;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.MessageProperties;
import io.edgecoordinator.event.MessageProperties.User;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.upstream.OutgoingMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events as they go upstream. */
final class Messages {

  /**
   * The user property with the event's id: a message that comes twice has the same one twice, and
   * so has what several rows make of one event.
   */
  static final String EVENT_ID = "eventId";

  /** The user property with the device the event began at, if one did. */
  static final String DEVICE = "device";

  /** The longest life a message can have (MQTT 5, section 3.3.2.3.3). */
  private static final long MOST_SECONDS = 0xFFFF_FFFFL;

  private Messages() {}

  /**
   * Returns the message for an event that has not expired.
   *
   * @param nowMillis milliseconds since 1970
   */
  static OutgoingMessage of(Event event, long nowMillis) {
    return new OutgoingMessage(
        event.topic(),
        event.payload(),
        event.qos().atMost(QoS.AT_LEAST_ONCE),
        event.retain(),
        secondsLeft(event, nowMillis),
        marked(event));
  }

  private static @Nullable Long secondsLeft(Event event, long nowMillis) {
    return event.expiresAt() == Event.NEVER
        ? null
        : Math.clamp(Math.ceilDiv(event.expiresAt() - nowMillis, 1_000), 1, MOST_SECONDS);
  }

  /** What a device says under these names is left out: it would be taken for ours. */
  private static MessageProperties marked(Event event) {
    List<User> user = new ArrayList<>(event.properties().user().size() + 2);
    user.add(new User(EVENT_ID, event.idText()));
    String device = event.device();
    if (device != null) {
      user.add(new User(DEVICE, device));
    }
    for (User each : event.properties().user()) {
      if (!each.name().equals(EVENT_ID) && !each.name().equals(DEVICE)) {
        user.add(each);
      }
    }
    return event.properties().withUser(user);
  }
}
