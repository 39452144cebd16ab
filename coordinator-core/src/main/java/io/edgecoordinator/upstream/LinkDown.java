package io.edgecoordinator.upstream;

/** A message that could not be sent, or not known to have arrived; it may be sent again later. */
public sealed class LinkDown extends Exception permits Suspected {

  LinkDown(String reason) {
    // One for each message that waits: without where it came from, which says nothing.
    super(reason, null, false, false);
  }
}
