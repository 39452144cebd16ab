package io.edgecoordinator.upstream;

import io.edgecoordinator.event.MessageProperties;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import org.jspecify.annotations.Nullable;

/**
 * A message from a broker upstream. The receiver calls {@code done} once it is safe, on the event
 * loop; until then the broker keeps it, and sends it again when the link is made anew.
 *
 * @param qos as it came: 0 or 1
 * @param retained whether the broker had kept it from before the subscription
 * @param expirySeconds what is left of its life, or null if it does not expire
 * @param done has the broker told that the message is safe; without effect at QoS 0, after a second
 *     call, and when the link it came over is gone
 */
public record IncomingMessage(
    String topic,
    Payload payload,
    QoS qos,
    boolean retained,
    @Nullable Long expirySeconds,
    MessageProperties properties,
    Runnable done) {

  /** Returns the same for several receivers, all of which must be done with it. */
  IncomingMessage doneAfter(int receivers) {
    int[] left = {receivers};
    return new IncomingMessage(
        topic,
        payload,
        qos,
        retained,
        expirySeconds,
        properties,
        () -> {
          if (--left[0] == 0) {
            done.run();
          }
        });
  }
}
