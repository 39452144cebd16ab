package io.edgecoordinator.shadow;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Addresses;
import io.edgecoordinator.event.Admission;
import io.edgecoordinator.event.Arrival;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.EventBatch;
import io.edgecoordinator.event.EventIds;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.event.Source;
import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.List;

/** The way of what shadows tell into the table. What is told in one turn goes as one batch. */
final class ShadowEvents {

  private final Context loop;
  private final EventIds ids;
  private List<Arrival> arrivals = new ArrayList<>();

  ShadowEvents(Context loop, EventIds ids) {
    this.loop = loop;
    this.ids = ids;
  }

  /**
   * An acknowledgement to which a message that has been passed on too often counts as told. The
   * shadow has changed, and would be told of in vain again.
   */
  private record Told(Acknowledgement whenTold) implements Acknowledgement {

    @Override
    public void logged() {
      whenTold.logged();
    }

    @Override
    public void complete(Admission admission) {
      boolean inVain =
          admission instanceof Admission.Refused refused
              && refused.reason() == Admission.Reason.TOO_MANY_HOPS;
      whenTold.complete(inVain ? new Admission.Accepted(0) : admission);
    }
  }

  /**
   * Publishes a message about a shadow.
   *
   * @param suffix what follows the shadow's own topic, as in {@code update/accepted}
   * @param to whose request led to it
   */
  void publish(
      ShadowName shadow, String suffix, Payload payload, Requester to, Acknowledgement ack) {
    if (arrivals.isEmpty()) {
      loop.runOnContext(_ -> send());
    }
    Event event =
        new Event(
            ids.next(),
            new Source.Shadow(shadow.thing()),
            to.device(),
            shadow.topic() + "/" + suffix,
            payload,
            QoS.AT_LEAST_ONCE,
            false,
            to.hops() + 1);
    arrivals.add(new Arrival(event, ack.isAwaited() ? new Told(ack) : ack));
  }

  private void send() {
    List<Arrival> batch = arrivals;
    arrivals = new ArrayList<>(batch.size());
    loop.owner().eventBus().send(Addresses.EVENT, new EventBatch(batch));
  }
}
