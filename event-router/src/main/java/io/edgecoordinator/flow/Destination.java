package io.edgecoordinator.flow;

import io.edgecoordinator.event.TopicTemplate;
import org.jspecify.annotations.Nullable;

/** Where a row of the table sends an event. */
public sealed interface Destination {

  /** A call of a task. */
  record Task(String name) implements Destination {}

  /** The local MQTT subscribers of the event's own topic. */
  record Subscribers() implements Destination {}

  /** Back into the table under another topic, one hop further. */
  record Topic(TopicTemplate topic) implements Destination {}

  /** The broker upstream, under the given topic, or the event's own if that is null. */
  record Upstream(@Nullable TopicTemplate topic) implements Destination {}

  /** The shadow of the thing so named. */
  record Shadow(TopicTemplate thing) implements Destination {}

  /** The coordinator's log. */
  record Log() implements Destination {}

  /** Nowhere: rows of the same or a lower priority do not see the event. */
  record Drop() implements Destination {}
}
