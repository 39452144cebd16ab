package io.edgecoordinator.upstream;

/** Told what happens to a link, on the event loop. */
public interface UpstreamListener {

  /** The link is made, and the broker has been asked for all subscriptions. */
  default void connected() {}

  /** The link is lost; what was sent and not answered may have arrived or not. */
  default void disconnected() {}

  /**
   * There is {@link Upstream#room} again after there was none, or the link {@link Upstream#isIdle}
   * again.
   */
  default void roomy() {}
}
