package io.edgecoordinator.shadow.sync;

import io.edgecoordinator.shadow.ShadowDocument;
import io.edgecoordinator.shadow.ShadowNode;
import io.edgecoordinator.shadow.ShadowNode.Fields;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Knows again what this box wrote to the cloud when the answer was lost. Otherwise the cloud would
 * seem to have been written to by another, whose value may be taken for later than what was changed
 * here since.
 */
final class OwnWrites {

  private OwnWrites() {}

  /**
   * Returns what both sides said last, as far as the cloud shows it.
   *
   * @param base what both said when the cloud was last heard of
   * @param sent what the cloud was then asked to become
   * @param cloud what it says now
   */
  static @Nullable ShadowDocument base(
      @Nullable ShadowDocument base,
      @Nullable ShadowDocument sent,
      @Nullable ShadowDocument cloud) {
    if (sent == null || cloud == null) {
      return ShadowDocument.same(sent, cloud) ? null : base;
    }
    ShadowDocument before = base == null ? ShadowDocument.EMPTY : base;
    return new ShadowDocument(
        fields(before.desired(), sent.desired(), cloud.desired()),
        fields(before.reported(), sent.reported(), cloud.reported()));
  }

  private static Fields fields(Fields base, Fields sent, Fields cloud) {
    Map<String, ShadowNode> known = new LinkedHashMap<>();
    Set<String> names = new LinkedHashSet<>(base.fields().keySet());
    names.addAll(sent.fields().keySet());
    for (String name : names) {
      ShadowNode value =
          value(base.fields().get(name), sent.fields().get(name), cloud.fields().get(name));
      if (value != null) {
        known.put(name, value);
      }
    }
    return new Fields(known);
  }

  private static @Nullable ShadowNode value(
      @Nullable ShadowNode base, @Nullable ShadowNode sent, @Nullable ShadowNode cloud) {
    if (ShadowNode.same(sent, cloud)) {
      return cloud;
    }
    if (sent instanceof Fields wanted && cloud instanceof Fields found) {
      return fields(base instanceof Fields fields ? fields : Fields.EMPTY, wanted, found);
    }
    return base;
  }
}
