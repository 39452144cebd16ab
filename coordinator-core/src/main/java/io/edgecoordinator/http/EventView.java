package io.edgecoordinator.http;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.flow.FlowMatch;
import io.edgecoordinator.flow.Routed;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** Events and rows as JSON shows them. */
final class EventView {

  /** The most bytes of a payload that are shown. */
  static final int MAX_SHOWN = 4_096;

  private EventView() {}

  /** Returns a routed event, and where its rows sent it. */
  static Map<String, Object> of(Routed routed, Instant now) {
    Event event = routed.event();
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("time", now.toString());
    view.put("id", event.idText());
    view.put("source", event.source().toString());
    if (event.device() != null) {
      view.put("device", event.device());
    }
    view.put("topic", event.topic());
    view.put("qos", event.qos().level());
    view.put("hops", event.hops());
    putPayload(view, event.payload());
    view.put("rows", routed.matches().stream().map(EventView::row).toList());
    return view;
  }

  /** Adds {@code payload} if it is JSON, else {@code text}; what is too long is cut. */
  static void putPayload(Map<String, Object> view, Payload payload) {
    boolean whole = payload.size() <= MAX_SHOWN;
    view.put("size", payload.size());
    if (whole && payload.isJson()) {
      view.put("payload", payload.json());
      return;
    }
    byte[] shown = whole ? payload.bytes() : Arrays.copyOf(payload.bytes(), MAX_SHOWN);
    String text = Payload.of(shown).text();
    if (text.indexOf('\ufffd') < 0 || !whole) {
      view.put("text", text);
    } else {
      view.put("base64", Base64.getEncoder().encodeToString(shown));
    }
    if (!whole) {
      view.put("truncated", true);
    }
  }

  private static Map<String, Object> row(FlowMatch match) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("row", match.flow().id());
    row.put("to", FlowViews.to(match.flow()));
    return row;
  }
}
