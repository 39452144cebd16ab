package io.edgecoordinator.shadow;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.Source;
import org.jspecify.annotations.Nullable;

/**
 * Who asks something of a shadow.
 *
 * @param source where the request came from
 * @param device the device that started the chain it belongs to, or null
 * @param hops how many tasks or rows have passed it on
 */
public record Requester(Source source, @Nullable String device, int hops) {

  /** Returns who sent an event. */
  public static Requester of(Event event) {
    return new Requester(event.source(), event.device(), event.hops());
  }

  /** Returns the name under which the shadow remembers it, as in {@code device:freezer-1}. */
  public String name() {
    return source.toString();
  }
}
