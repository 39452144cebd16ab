package io.edgecoordinator.shadow;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A value in a section of a shadow, and when it was set. Immutable. */
sealed interface ShadowNode {

  /**
   * A value that is replaced as a whole.
   *
   * @param value anything but an object or null; must not be changed
   * @param timestamp when it was set, in seconds since 1970
   */
  record Leaf(JsonNode value, long timestamp) implements ShadowNode {}

  /**
   * An object, whose fields are set and removed one by one.
   *
   * @param fields in the order in which they were first set
   */
  record Fields(Map<String, ShadowNode> fields) implements ShadowNode {

    /** An object without fields. */
    static final Fields EMPTY = new Fields(new LinkedHashMap<>());

    public Fields {
      fields = Collections.unmodifiableMap(fields);
    }

    boolean isEmpty() {
      return fields.isEmpty();
    }
  }
}
