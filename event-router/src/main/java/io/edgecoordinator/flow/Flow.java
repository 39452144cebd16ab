package io.edgecoordinator.flow;

import io.edgecoordinator.event.TopicPattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row of the event-flow table. Immutable.
 *
 * @param id unique in the table; rows of a bundle are {@code <bundle>/<id>} outside of it
 * @param from which sources the row listens to
 * @param topic which topics it listens to, and what it captures from them
 * @param when what else must hold, or null for always
 * @param transform what the payload becomes, or null to leave it
 * @param priority urgency of the row and of the task calls it makes; null leaves the latter to the
 *     task and counts as normal for the former
 * @param to the destinations, at least one, in the order in which they are served
 * @param delivery how deliveries are kept
 */
public record Flow(
    String id,
    From from,
    TopicPattern topic,
    @Nullable Expression when,
    @Nullable Expression transform,
    @Nullable Priority priority,
    List<Destination> to,
    DeliveryOptions delivery) {

  private static final Destination DROP = new Destination.Drop();

  public Flow {
    to = List.copyOf(to);
    if (to.isEmpty()) {
      throw new IllegalArgumentException("flow " + id + " has no destination");
    }
  }

  /** Returns the row by which devices reach each other: what one publishes, others subscribe to. */
  public static Flow local() {
    return builtIn("local", From.Kind.DEVICES, "#", new Destination.Subscribers());
  }

  private static Flow builtIn(String id, From from, String topic, Destination to) {
    return new Flow(
        id,
        from,
        TopicPattern.parse(topic),
        null,
        null,
        null,
        List.of(to),
        DeliveryOptions.DEFAULT);
  }

  /**
   * Returns the rows by which everybody can ask something of shadows, classic and named, and hears
   * what they tell.
   */
  public static List<Flow> shadows() {
    return List.of(
        builtIn(
            "shadow-requests",
            From.Kind.ANY,
            "$aws/things/{thing}/shadow/{operation}",
            new Destination.ShadowRequest()),
        builtIn(
            "named-shadow-requests",
            From.Kind.ANY,
            "$aws/things/{thing}/shadow/name/{shadow}/{operation}",
            new Destination.ShadowRequest()),
        builtIn("shadow-messages", From.Kind.SHADOW, "$aws/#", new Destination.Subscribers()));
  }

  /** Says whether it lets no other row of its rank or below see the events it matches. */
  public boolean drops() {
    return to.contains(DROP);
  }

  /** Returns the priority among rows. */
  public Priority rank() {
    return priority == null ? Priority.NORMAL : priority;
  }
}
