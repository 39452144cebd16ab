package io.edgecoordinator.mqtt;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.QoS;
import java.util.Iterator;
import java.util.List;

/** The retained messages that a new subscription asks for, one after the other. */
final class RetainedReplay {

  private final RetainedMessages retained;
  private final Subscription.Options options;
  private final int[] identifiers;
  private final Iterator<Event> events;

  RetainedReplay(RetainedMessages retained, Subscription.Options options, List<Event> events) {
    this.retained = retained;
    this.options = options;
    this.identifiers =
        options.identifier() == 0 ? Outgoing.NO_IDENTIFIERS : new int[] {options.identifier()};
    this.events = events.iterator();
  }

  /** Delivers the next one. Says whether there was one. */
  boolean next(Session session) {
    while (events.hasNext()) {
      Event event = events.next();
      // One that came meanwhile was delivered as it came.
      if (retained.isCurrent(event)) {
        QoS qos = event.qos().atMost(options.qos());
        session.deliver(
            new Outgoing(event, Content.of(event), qos, true, identifiers), Acknowledgement.NONE);
        return true;
      }
    }
    return false;
  }

  /** Delivers all that are left. */
  void rest(Session session) {
    while (next(session)) {}
  }
}
