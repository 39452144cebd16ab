package io.edgecoordinator.flow;

import io.edgecoordinator.event.TopicTemplate;
import org.jspecify.annotations.Nullable;

/** Where a row of the table sends an event. Its text is that of a row's {@code to}. */
public sealed interface Destination {

  /** A call of a task. */
  record Task(String name) implements Destination {
    @Override
    public String toString() {
      return "task: " + name;
    }
  }

  /** The local MQTT subscribers of the event's own topic. */
  record Subscribers() implements Destination {
    @Override
    public String toString() {
      return "subscribers";
    }
  }

  /** Back into the table under another topic, one hop further. */
  record Topic(TopicTemplate topic) implements Destination {
    @Override
    public String toString() {
      return "topic: " + topic;
    }
  }

  /**
   * A broker upstream.
   *
   * @param topic under which it goes there, or null for the event's own
   * @param via the name of the broker, or null for the first of the configuration
   */
  record Upstream(@Nullable TopicTemplate topic, @Nullable String via) implements Destination {
    @Override
    public String toString() {
      return (topic == null ? "upstream" : "upstream: " + topic)
          + (via == null ? "" : ", via: " + via);
    }
  }

  /**
   * A shadow, which is updated: see {@link ShadowUpdate}.
   *
   * @param thing the name of the thing
   * @param name the name of the shadow, or null for the classic one
   * @param reported what becomes reported, or null for nothing
   * @param desired what becomes desired, or null for nothing; if both are null, the event's payload
   *     becomes reported
   */
  record Shadow(
      TopicTemplate thing,
      @Nullable TopicTemplate name,
      @Nullable Expression reported,
      @Nullable Expression desired)
      implements Destination {
    @Override
    public String toString() {
      return "shadow: "
          + thing
          + (name == null ? "" : ", name: " + name)
          + (reported == null ? "" : ", reported: " + reported.source().strip())
          + (desired == null ? "" : ", desired: " + desired.source().strip());
    }
  }

  /** The shadow that the event's topic asks something of. */
  record ShadowRequest() implements Destination {
    @Override
    public String toString() {
      return "shadow request";
    }
  }

  /** The coordinator's log. */
  record Log() implements Destination {
    @Override
    public String toString() {
      return "log";
    }
  }

  /** Nowhere: rows of the same or a lower priority do not see the event. */
  record Drop() implements Destination {
    @Override
    public String toString() {
      return "drop";
    }
  }
}
