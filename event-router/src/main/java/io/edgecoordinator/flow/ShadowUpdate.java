package io.edgecoordinator.flow;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.TopicTemplate;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The request by which a row updates a shadow: an event on the topic that the protocol of device
 * shadows has for it, as a device would send it.
 */
final class ShadowUpdate {

  private ShadowUpdate() {}

  /**
   * Returns the request, one hop further than the event.
   *
   * <p>It may be one that is rejected: a payload that is not JSON is passed on as it is, what an
   * expression gives need not be an object, and what was captured need not be the name of a thing.
   *
   * @param event what comes to the row, transformed
   * @param captures what the row's topic captured
   * @throws ExpressionException if an expression of the destination has no value
   */
  static Event of(Event event, Destination.Shadow to, Map<String, String> captures)
      throws ExpressionException {
    return event.forwardedTo(topic(to, captures), document(event, to, captures));
  }

  private static String topic(Destination.Shadow to, Map<String, String> captures) {
    TopicTemplate name = to.name();
    return "$aws/things/"
        + to.thing().fill(captures)
        + (name == null ? "/shadow/" : "/shadow/name/" + name.fill(captures) + "/")
        + "update";
  }

  private static Payload document(Event event, Destination.Shadow to, Map<String, String> captures)
      throws ExpressionException {
    if (to.reported() == null && to.desired() == null) {
      return event.payload().isJson() ? reported(event.payload().bytes()) : event.payload();
    }
    List<String> sections = new ArrayList<>(2);
    if (to.desired() != null) {
      sections.add("\"desired\":" + to.desired().apply(event, captures).text());
    }
    if (to.reported() != null) {
      sections.add("\"reported\":" + to.reported().apply(event, captures).text());
    }
    return Payload.of("{\"state\":{" + String.join(",", sections) + "}}");
  }

  /** Puts the bytes in as they are: numbers keep their digits. */
  private static Payload reported(byte[] json) {
    ByteArrayOutputStream document = new ByteArrayOutputStream(json.length + 32);
    document.writeBytes(ascii("{\"state\":{\"reported\":"));
    document.writeBytes(json);
    document.writeBytes(ascii("}}"));
    return Payload.of(document.toByteArray());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Says what the request will be rejected for, as far as that can be told without the shadow.
   *
   * @param request what {@link #of} returned
   * @return one line, or null if nothing
   */
  static @Nullable String fault(Event request) {
    String[] levels = request.topic().split("/", -1);
    String fault = Templates.fault("thing", levels[2]);
    if (fault == null && levels.length > 5) {
      fault = Templates.fault("shadow", levels[5]);
    }
    if (fault != null) {
      return fault;
    }
    if (!(request.payload().json() instanceof Map<?, ?> document
        && document.get("state") instanceof Map<?, ?> state)) {
      return "the payload is not JSON";
    }
    for (Map.Entry<?, ?> section : state.entrySet()) {
      if (section.getValue() != null && !(section.getValue() instanceof Map)) {
        return section.getKey() + " must be an object";
      }
    }
    return null;
  }
}
