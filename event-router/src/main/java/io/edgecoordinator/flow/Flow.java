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
    return new Flow(
        "local",
        From.Kind.DEVICES,
        TopicPattern.parse("#"),
        null,
        null,
        null,
        List.of(new Destination.Subscribers()),
        DeliveryOptions.DEFAULT);
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
