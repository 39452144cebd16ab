package io.edgecoordinator.shadow;

import io.edgecoordinator.shadow.ShadowNode.Fields;
import io.edgecoordinator.shadow.ShadowNode.Leaf;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Makes a request's state part of a document: objects are merged field by field, {@code null}
 * removes, everything else replaces.
 */
final class Merge {

  private final long timestamp;

  private Merge(long timestamp) {
    this.timestamp = timestamp;
  }

  /**
   * Returns the document after an update.
   *
   * @param state the update's state, an object with {@code desired} and {@code reported}, each an
   *     object or null, or null to clear both
   * @param timestamp of what is set, in seconds since 1970
   */
  static ShadowDocument of(ShadowDocument before, JsonNode state, long timestamp) {
    if (state.isNull()) {
      return ShadowDocument.EMPTY;
    }
    Merge merge = new Merge(timestamp);
    return new ShadowDocument(
        merge.section(before.desired(), state.get("desired")),
        merge.section(before.reported(), state.get("reported")));
  }

  private Fields section(Fields before, @Nullable JsonNode patch) {
    if (patch == null) {
      return before;
    }
    return patch.isNull() ? Fields.EMPTY : fields(before, patch);
  }

  private Fields fields(Fields before, JsonNode patch) {
    Map<String, ShadowNode> after = new LinkedHashMap<>(before.fields());
    for (Map.Entry<String, JsonNode> entry : patch.properties()) {
      if (entry.getValue().isNull()) {
        after.remove(entry.getKey());
      } else {
        after.put(entry.getKey(), value(after.get(entry.getKey()), entry.getValue()));
      }
    }
    return new Fields(after);
  }

  private ShadowNode value(@Nullable ShadowNode before, JsonNode patch) {
    if (!patch.isObject()) {
      return new Leaf(patch, timestamp);
    }
    return fields(before instanceof Fields fields ? fields : Fields.EMPTY, patch);
  }
}
