package io.edgecoordinator.http;

import io.edgecoordinator.event.Payload;
import io.edgecoordinator.shadow.ShadowChange;
import io.edgecoordinator.shadow.ShadowName;
import io.edgecoordinator.shadow.ShadowStatus;
import io.edgecoordinator.shadow.ShadowSummary;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Shadows as the API shows them. */
final class ShadowViews {

  /** Keeps the digits of numbers, as the shadows do. */
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private static final List<String> SECTIONS = List.of("desired", "reported", "delta");

  private ShadowViews() {}

  static Map<String, Object> status(ShadowStatus status) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("count", status.shadows());
    view.put("bytes", status.bytes());
    view.put("tombstones", status.tombstones());
    view.put("inFlight", status.inFlight());
    return view;
  }

  static Map<String, Object> summary(ShadowSummary summary) {
    Map<String, Object> view = named(summary.shadow());
    view.put("version", summary.version());
    view.put("changed", Instant.ofEpochSecond(summary.timestamp()).toString());
    view.put("creator", summary.creator());
    view.put("bytes", summary.bytes());
    view.put("inStep", summary.inStep());
    return view;
  }

  private static Map<String, Object> named(ShadowName shadow) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("thing", shadow.thing());
    if (shadow.name() != null) {
      view.put("name", shadow.name());
    }
    return view;
  }

  /**
   * Returns a shadow with what it says; sections of which nothing is known are empty.
   *
   * @param document the answer to a get
   */
  static Map<String, Object> shadow(ShadowSummary summary, Payload document) {
    JsonNode got = json(document);
    Map<String, Object> view = summary(summary);
    for (String section : SECTIONS) {
      JsonNode content = got.path("state").path(section);
      view.put(section, content.isMissingNode() ? Map.of() : content);
    }
    view.put("metadata", got.path("metadata"));
    return view;
  }

  static Map<String, Object> history(ShadowName shadow, List<ShadowChange> changes) {
    Map<String, Object> view = named(shadow);
    view.put("changes", changes.stream().map(ShadowViews::change).toList());
    return view;
  }

  private static Map<String, Object> change(ShadowChange change) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("number", change.number());
    view.put("version", change.version());
    view.put("time", Instant.ofEpochMilli(change.millis()).toString());
    view.put("by", change.by());
    view.put("operation", change.operation().toString());
    if (!change.state().isEmpty()) {
      putState(view, change.state());
    }
    return view;
  }

  /** Adds {@code state}, or {@code text} if it was too long to be kept whole. */
  private static void putState(Map<String, Object> view, String state) {
    try {
      view.put("state", JSON.readTree(state));
    } catch (JacksonException cutOff) {
      view.put("text", state);
      view.put("truncated", true);
    }
  }

  /** Returns a document of the protocol. */
  static JsonNode json(Payload document) {
    return JSON.readTree(document.bytes());
  }
}
