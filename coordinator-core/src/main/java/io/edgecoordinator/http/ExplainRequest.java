package io.edgecoordinator.http;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.event.Source;
import io.edgecoordinator.event.Topics;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An event that did not happen, of which is asked where it would go.
 *
 * @param from its source, spelt as in a row
 * @param device the device it is from, or that began what led to it; null for a nameless one
 */
public record ExplainRequest(String topic, Payload payload, String from, @Nullable String device) {

  private static final String TASK = "task:";
  private static final String UPSTREAM = "upstream:";
  private static final List<String> KINDS = List.of("devices", "upstream", "shadow", "schedule");

  /**
   * Checks that there can be such an event.
   *
   * @throws IllegalArgumentException if there cannot; the message says why
   */
  public ExplainRequest {
    Topics.validateName(topic);
    if (!isNamed(TASK, from) && !isNamed(UPSTREAM, from) && !KINDS.contains(from)) {
      throw new IllegalArgumentException(
          "there are no events from \"%s\"; there is %s, task:NAME, upstream:NAME"
              .formatted(from, String.join(", ", KINDS)));
    }
  }

  private static boolean isNamed(String kind, String from) {
    return from.startsWith(kind) && from.length() > kind.length();
  }

  static ExplainRequest read(JsonMapper json, @Nullable Buffer body) {
    JsonNode request = json.readTree(body == null ? new byte[0] : body.getBytes());
    JsonNode payload = request.path("payload");
    try {
      return new ExplainRequest(
          request.path("topic").stringValue(""),
          payload.isMissingNode() ? Payload.EMPTY : Payload.of(payload.toString()),
          request.path("from").stringValue("devices"),
          request.path("device").stringValue(null));
    } catch (IllegalArgumentException wrong) {
      throw new Refusal(400, String.valueOf(wrong.getMessage()));
    }
  }

  /** Returns the event. */
  public Event event(long id) {
    return new Event(id, source(), device, topic, payload, QoS.AT_MOST_ONCE, false, 0);
  }

  private Source source() {
    return switch (from) {
      case "devices" -> new Source.Device(device == null ? "of no name" : device);
      case "upstream" -> new Source.Upstream("");
      case "shadow" -> new Source.Shadow("");
      case "schedule" -> new Source.Schedule();
      default ->
          from.startsWith(TASK)
              ? new Source.Task(from.substring(TASK.length()))
              : new Source.Upstream(from.substring(UPSTREAM.length()));
    };
  }
}
