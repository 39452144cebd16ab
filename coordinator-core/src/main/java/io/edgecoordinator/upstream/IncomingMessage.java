package io.edgecoordinator.upstream;

import io.edgecoordinator.event.MessageProperties;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import java.util.ArrayList;
import java.util.List;
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

  /**
   * Returns the same for each of several receivers; the broker is told when all of them are done.
   */
  List<IncomingMessage> shared(int receivers) {
    int[] left = {receivers};
    List<IncomingMessage> shares = new ArrayList<>(receivers);
    for (int i = 0; i < receivers; i++) {
      boolean[] mine = {true};
      shares.add(
          withDone(() -> {
            if (mine[0] && --left[0] == 0) {
              done.run();
            }
            mine[0] = false;
          }));
    }
    return shares;
  }

  private IncomingMessage withDone(Runnable newDone) {
    return new IncomingMessage(topic, payload, qos, retained, expirySeconds, properties, newDone);
  }
}
