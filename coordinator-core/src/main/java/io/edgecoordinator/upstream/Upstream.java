package io.edgecoordinator.upstream;

import io.edgecoordinator.event.QoS;
import io.vertx.core.Future;
import java.util.function.Consumer;

/**
 * One broker upstream, as the parts of the box see it. Belongs to the event loop: methods are
 * called there, and futures, receivers and listeners are told there.
 */
public interface Upstream {

  /** Returns the name it has in the configuration, in rows and in metrics. */
  String name();

  /** Returns what the topics of this box begin with, such as {@code coordinators/box-1/}. */
  String prefix();

  /** Says whether something went through lately. */
  boolean isConnected();

  /**
   * Returns how many messages of QoS 1 may be sent now by somebody who has many of them; 0 if the
   * link is down. Some more are taken of those who do not ask and have few.
   */
  int room();

  /** Says whether the link is up and the broker has answered all it was sent. */
  boolean isIdle();

  /**
   * Sends a message.
   *
   * @return completes when the broker has it (QoS 1), or when it was handed to the socket (QoS 0);
   *     fails if the link is down, is lost before the answer, has too much under way ({@link
   *     LinkDown}; {@link Suspected} if it may be lost because of this message), or if the broker
   *     refused the message ({@link RefusedUpstream})
   */
  Future<Void> publish(OutgoingMessage message);

  /**
   * Subscribes, now if the link is up, and each time it is made again. A filter has one receiver.
   * What this box itself publishes does not come back ("no local", MQTT 5 section 3.8.3.1).
   *
   * @param qos the most the broker is asked for: 0 or 1
   */
  void subscribe(String filter, QoS qos, Consumer<IncomingMessage> receiver);

  /** Ends a subscription, if there is one. */
  void unsubscribe(String filter);

  /** Has a listener told from now on; at once if the link is up. */
  void listen(UpstreamListener listener);
}
