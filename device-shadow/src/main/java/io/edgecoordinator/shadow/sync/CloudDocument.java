package io.edgecoordinator.shadow.sync;

import io.edgecoordinator.shadow.ShadowDocument;
import io.edgecoordinator.shadow.ShadowJson;
import io.edgecoordinator.shadow.ShadowNode;
import io.edgecoordinator.shadow.ShadowNode.Fields;
import io.edgecoordinator.shadow.ShadowNode.Leaf;
import io.edgecoordinator.shadow.ShadowRejection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads a shadow from JSON, with its timestamps where the JSON has them. */
final class CloudDocument {

  private CloudDocument() {}

  /**
   * Reads the answer to a get. A value whose timestamp is missing counts as set in 1970.
   *
   * @param answer with {@code state} and {@code metadata}
   */
  static ShadowDocument ofAnswer(JsonNode answer) {
    JsonNode state = answer.path("state");
    JsonNode metadata = answer.path("metadata");
    return new ShadowDocument(
        section(state.path("desired"), metadata.path("desired")),
        section(state.path("reported"), metadata.path("reported")));
  }

  /** Reads what {@link ShadowDocument#toJson} wrote. There are no timestamps in it. */
  static ShadowDocument ofState(byte[] json) {
    try {
      JsonNode state = ShadowJson.read(json, ShadowJson.MAX_NESTING);
      return new ShadowDocument(
          section(state.path("desired"), state.path("metadata")),
          section(state.path("reported"), state.path("metadata")));
    } catch (ShadowRejection broken) {
      throw new IllegalArgumentException("a state that is not JSON", broken);
    }
  }

  private static Fields section(JsonNode values, JsonNode times) {
    return values.isObject() ? fields(values, times) : Fields.EMPTY;
  }

  private static Fields fields(JsonNode values, JsonNode times) {
    Map<String, ShadowNode> fields = LinkedHashMap.newLinkedHashMap(values.size());
    for (Map.Entry<String, JsonNode> field : values.properties()) {
      JsonNode value = field.getValue();
      JsonNode time = times.path(field.getKey());
      if (value.isObject()) {
        fields.put(field.getKey(), fields(value, time));
      } else if (!value.isNull()) {
        fields.put(field.getKey(), new Leaf(value, latest(time)));
      }
    }
    return new Fields(fields);
  }

  /** Returns the timestamp of a value; of an array, which has many, the latest. */
  private static long latest(@Nullable JsonNode times) {
    if (times == null) {
      return 0;
    }
    if (times.isIntegralNumber()) {
      return times.canConvertToLong() ? times.longValue() : 0;
    }
    long latest = 0;
    for (JsonNode each : times) {
      latest = Math.max(latest, latest(each));
    }
    return latest;
  }
}
