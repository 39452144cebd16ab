package io.edgecoordinator.task.worker;

import org.graalvm.polyglot.PolyglotException;

/** What a guest has used up. */
final class Exhaustion {

  private Exhaustion() {}

  /** Says whether a guest failed for want of memory, and not of stack. */
  static boolean isOfMemory(PolyglotException failure) {
    return failure.isResourceExhausted()
        && !String.valueOf(failure.getMessage()).contains("Stack overflow");
  }
}
