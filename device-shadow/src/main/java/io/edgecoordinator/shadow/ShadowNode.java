package io.edgecoordinator.shadow;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A value in a section of a shadow, and when it was set. Immutable. */
public sealed interface ShadowNode {

  /** Says whether two values are equal, whenever they were set; 1 and 1.0 are. */
  static boolean same(@Nullable ShadowNode one, @Nullable ShadowNode other) {
    return switch (one) {
      case null -> other == null;
      case Leaf leaf -> other instanceof Leaf(var value, _) && Delta.equal(leaf.value(), value);
      case Fields(var fields) ->
          other instanceof Fields(var others)
              && fields.keySet().equals(others.keySet())
              && fields.entrySet().stream()
                  .allMatch(field -> same(field.getValue(), others.get(field.getKey())));
    };
  }

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
    public static final Fields EMPTY = new Fields(new LinkedHashMap<>());

    public Fields {
      fields = Collections.unmodifiableMap(fields);
    }

    /** Says whether it has no fields. */
    public boolean isEmpty() {
      return fields.isEmpty();
    }
  }
}
