package io.edgecoordinator.shadow;

import io.edgecoordinator.shadow.ShadowNode.Fields;
import io.edgecoordinator.shadow.ShadowNode.Leaf;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.NullNode;

/** What an update has to say to make one document of another. */
public final class Patch {

  private final long timestamp;

  private Patch(long timestamp) {
    this.timestamp = timestamp;
  }

  /**
   * Returns the values that {@code to} has and {@code from} lacks or has otherwise, with their
   * timestamps, and a null for each that only {@code from} has.
   *
   * @param timestamp of what is removed, in seconds since 1970
   */
  public static ShadowDocument between(ShadowDocument from, ShadowDocument to, long timestamp) {
    Patch patch = new Patch(timestamp);
    return new ShadowDocument(
        patch.fields(from.desired(), to.desired()), patch.fields(from.reported(), to.reported()));
  }

  private Fields fields(Fields from, Fields to) {
    Map<String, ShadowNode> patch = new LinkedHashMap<>();
    for (String removed : from.fields().keySet()) {
      if (!to.fields().containsKey(removed)) {
        patch.put(removed, new Leaf(NullNode.instance, timestamp));
      }
    }
    to.fields()
        .forEach((name, value) -> {
          ShadowNode before = from.fields().get(name);
          if (!ShadowNode.same(before, value)) {
            patch.put(name, value(before, value));
          }
        });
    return new Fields(patch);
  }

  private ShadowNode value(@Nullable ShadowNode from, ShadowNode to) {
    return from instanceof Fields before && to instanceof Fields after ? fields(before, after) : to;
  }
}
