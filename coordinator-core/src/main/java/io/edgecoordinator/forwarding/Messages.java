package io.edgecoordinator.forwarding;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.MessageProperties;
import io.edgecoordinator.event.MessageProperties.User;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.event.Source;
import io.edgecoordinator.upstream.OutgoingMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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

  /**
   * The user property with how many rows or tasks have passed the event on, here and on the way
   * here, unless none has: so what goes round between boxes comes to an end.
   */
  static final String HOPS = "hops";

  private static final Set<String> OURS = Set.of(EVENT_ID, DEVICE, HOPS);

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
    List<User> user = new ArrayList<>(event.properties().user().size() + 3);
    user.add(new User(EVENT_ID, event.idText()));
    String device = event.device();
    if (device != null) {
      user.add(new User(DEVICE, device));
    }
    int hops = event.hops() + (event.source() instanceof Source.Upstream ? 1 : 0);
    if (hops > 0) {
      user.add(new User(HOPS, Integer.toString(hops)));
    }
    for (User each : event.properties().user()) {
      if (!OURS.contains(each.name())) {
        user.add(each);
      }
    }
    return event.properties().withUser(user);
  }

  /** Returns how many rows or tasks have passed a message on before it came here. */
  static int hops(MessageProperties properties) {
    for (User each : properties.user()) {
      if (each.name().equals(HOPS) && each.value().matches("[0-9]{1,4}")) {
        return Integer.parseInt(each.value());
      }
    }
    return 0;
  }
}
