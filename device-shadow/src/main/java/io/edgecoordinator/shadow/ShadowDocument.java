package io.edgecoordinator.shadow;

import io.edgecoordinator.shadow.ShadowNode.Fields;

/**
 * What a shadow says. Immutable.
 *
 * @param desired what the thing is to be; empty if nobody said
 * @param reported what the thing says it is; empty if it said nothing
 */
record ShadowDocument(Fields desired, Fields reported) {

  /** The document of a shadow that nobody has written to. */
  static final ShadowDocument EMPTY = new ShadowDocument(Fields.EMPTY, Fields.EMPTY);

  /** Returns what is desired and not reported: the fields that differ, and those that lack. */
  Fields delta() {
    return Delta.of(desired, reported);
  }
}
