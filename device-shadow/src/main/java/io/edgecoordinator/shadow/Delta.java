package io.edgecoordinator.shadow;

import io.edgecoordinator.shadow.ShadowNode.Fields;
import io.edgecoordinator.shadow.ShadowNode.Leaf;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What of one object another lacks. */
final class Delta {

  private Delta() {}

  /**
   * Returns the fields of {@code desired} that {@code reported} lacks or has another value for,
   * with the timestamps of {@code desired}. Arrays differ as a whole; numbers differ if their
   * values do, however they are written.
   */
  static Fields of(Fields desired, Fields reported) {
    Map<String, ShadowNode> found = new LinkedHashMap<>();
    desired
        .fields()
        .forEach((name, value) -> {
          ShadowNode difference = of(value, reported.fields().get(name));
          if (difference != null) {
            found.put(name, difference);
          }
        });
    return found.isEmpty() ? Fields.EMPTY : new Fields(found);
  }

  private static @Nullable ShadowNode of(ShadowNode desired, @Nullable ShadowNode reported) {
    return switch (desired) {
      case Leaf leaf ->
          reported instanceof Leaf other && equal(leaf.value(), other.value()) ? null : leaf;
      case Fields fields when reported instanceof Fields other -> {
        Fields difference = of(fields, other);
        yield difference.isEmpty() ? null : difference;
      }
      case Fields fields -> fields;
    };
  }

  /** Says whether two values of JSON are equal; 1 and 1.0 are. */
  static boolean equal(JsonNode one, JsonNode other) {
    return one.equals(Delta::compare, other);
  }

  private static int compare(JsonNode one, JsonNode other) {
    if (one.isNumber() && other.isNumber()) {
      return one.decimalValue().compareTo(other.decimalValue());
    }
    return one.equals(other) ? 0 : 1;
  }
}
