package io.edgecoordinator.shadow;

import io.edgecoordinator.event.Payload;

/** What came of a request. */
public sealed interface ShadowAnswer {

  /** Returns the document that the protocol has for it. */
  Payload document();

  /** It was done; what it changed is on disk. */
  record Accepted(Payload document) implements ShadowAnswer {}

  /**
   * It was not done, and nothing changed.
   *
   * @param why the code and the message that the document has, too
   */
  record Rejected(ShadowRejection why, Payload document) implements ShadowAnswer {}
}
