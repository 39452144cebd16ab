package io.edgecoordinator.shadow;

import io.edgecoordinator.shadow.ShadowNode.Fields;
import org.jspecify.annotations.Nullable;

/**
 * What a shadow says. Immutable.
 *
 * @param desired what the thing is to be; empty if nobody said
 * @param reported what the thing says it is; empty if it said nothing
 */
public record ShadowDocument(Fields desired, Fields reported) {

  /** The document of a shadow that nobody has written to. */
  public static final ShadowDocument EMPTY = new ShadowDocument(Fields.EMPTY, Fields.EMPTY);

  /** Says whether two documents say the same, whenever it was set. */
  public static boolean same(@Nullable ShadowDocument one, @Nullable ShadowDocument other) {
    if (one == null || other == null) {
      return one == null && other == null;
    }
    return ShadowNode.same(one.desired, other.desired)
        && ShadowNode.same(one.reported, other.reported);
  }

  /** Returns desired and reported as JSON without timestamps, each left out if empty. */
  public byte[] toJson() {
    return new ShadowWriter().section("desired", desired).section("reported", reported).toBytes();
  }

  /** Returns what is desired and not reported: the fields that differ, and those that lack. */
  Fields delta() {
    return Delta.of(desired, reported);
  }
}
