package io.edgecoordinator.shadow.sync;

import io.edgecoordinator.shadow.ShadowDocument;
import io.edgecoordinator.shadow.ShadowNode;
import io.edgecoordinator.shadow.ShadowNode.Fields;
import io.edgecoordinator.shadow.ShadowNode.Leaf;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rule by which two sides of a shadow that were changed apart become one, value by value. What
 * only one side changed is as that side has it. Where both did:
 *
 * <ul>
 *   <li>what was set stays, though the other side removed it;
 *   <li>of two values the one that was set later stays, by the timestamps of the metadata;
 *   <li>of two of the same second, the cloud's in {@code desired}, and the one here in {@code
 *       reported}.
 * </ul>
 *
 * <p>To delete a shadow is to remove all its values. An array is one value.
 */
final class ThreeWayMerge {

  private final boolean cloudWinsTies;

  private ThreeWayMerge(boolean cloudWinsTies) {
    this.cloudWinsTies = cloudWinsTies;
  }

  /**
   * Returns what both sides are to say.
   *
   * @param base what both said last; null if there was no shadow then
   * @param here what the shadow says here; null if there is none
   * @param cloud what it says in the cloud; null if there is none
   * @return null if there is to be no shadow
   */
  static @Nullable ShadowDocument of(
      @Nullable ShadowDocument base,
      @Nullable ShadowDocument here,
      @Nullable ShadowDocument cloud) {
    if (here == null && cloud == null) {
      return null;
    }
    ShadowDocument b = orEmpty(base);
    ShadowDocument h = orEmpty(here);
    ShadowDocument c = orEmpty(cloud);
    ShadowDocument merged =
        new ShadowDocument(
            new ThreeWayMerge(true).fields(b.desired(), h.desired(), c.desired()),
            new ThreeWayMerge(false).fields(b.reported(), h.reported(), c.reported()));
    boolean deleted = base != null && (here == null || cloud == null);
    boolean empty = merged.desired().isEmpty() && merged.reported().isEmpty();
    return deleted && empty ? null : merged;
  }

  private static ShadowDocument orEmpty(@Nullable ShadowDocument document) {
    return document == null ? ShadowDocument.EMPTY : document;
  }

  private Fields fields(Fields base, Fields here, Fields cloud) {
    Map<String, ShadowNode> merged = new LinkedHashMap<>();
    Set<String> names = new LinkedHashSet<>(here.fields().keySet());
    names.addAll(cloud.fields().keySet());
    for (String name : names) {
      ShadowNode value =
          value(base.fields().get(name), here.fields().get(name), cloud.fields().get(name));
      if (value != null) {
        merged.put(name, value);
      }
    }
    return new Fields(merged);
  }

  private @Nullable ShadowNode value(
      @Nullable ShadowNode base, @Nullable ShadowNode here, @Nullable ShadowNode cloud) {
    if (ShadowNode.same(here, cloud) || ShadowNode.same(base, cloud)) {
      return here;
    }
    if (ShadowNode.same(base, here)) {
      return cloud;
    }
    if (isFieldsOrNothing(here) && isFieldsOrNothing(cloud)) {
      Fields merged = fields(fieldsOf(base), fieldsOf(here), fieldsOf(cloud));
      return merged.isEmpty() && (here == null || cloud == null) ? null : merged;
    }
    if (here == null || cloud == null) {
      return here == null ? cloud : here;
    }
    long lead = latest(cloud) - latest(here);
    return lead > 0 || (lead == 0 && cloudWinsTies) ? cloud : here;
  }

  private static boolean isFieldsOrNothing(@Nullable ShadowNode node) {
    return node == null || node instanceof Fields;
  }

  private static Fields fieldsOf(@Nullable ShadowNode node) {
    return node instanceof Fields fields ? fields : Fields.EMPTY;
  }

  private static long latest(ShadowNode node) {
    return switch (node) {
      case Leaf leaf -> leaf.timestamp();
      case Fields(var fields) ->
          fields.values().stream().mapToLong(ThreeWayMerge::latest).max().orElse(0);
    };
  }
}
