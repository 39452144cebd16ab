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

  /** The broker upstream, under the given topic, or the event's own if that is null. */
  record Upstream(@Nullable TopicTemplate topic) implements Destination {
    @Override
    public String toString() {
      return topic == null ? "upstream" : "upstream: " + topic;
    }
  }

  /** The shadow of the thing so named. */
  record Shadow(TopicTemplate thing) implements Destination {
    @Override
    public String toString() {
      return "shadow: " + thing;
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
