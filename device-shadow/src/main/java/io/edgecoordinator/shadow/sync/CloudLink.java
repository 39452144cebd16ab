package io.edgecoordinator.shadow.sync;

import io.edgecoordinator.event.Payload;
import io.vertx.core.Future;
import java.util.List;

/**
 * The way to a cloud side that speaks the protocol of AWS IoT's device shadows. Belongs to the
 * event loop: methods are called there, and the receiver is.
 */
public interface CloudLink {

  /**
   * Says whom to tell of the link and what comes over it. To be called once, before the link is
   * told to connect.
   *
   * @param filters what to subscribe to at QoS 1, each time the link is made
   */
  void open(List<String> filters, Receiver receiver);

  /**
   * Sends a message at QoS 1. It may arrive twice, late or not at all. Only a deletion that arrives
   * later than what was sent after it can do harm, since the protocol has no condition for it.
   *
   * @return fails if it is known not to have been sent
   */
  Future<Void> publish(String topic, Payload payload);

  /** Told what happens to a link. */
  interface Receiver {

    /** The link is there, and all filters are subscribed to. */
    void connected();

    /** The link is lost. What was sent and is not answered may have arrived or not. */
    void disconnected();

    /** A message came in that one of the filters matches. */
    void received(String topic, Payload payload);
  }
}
