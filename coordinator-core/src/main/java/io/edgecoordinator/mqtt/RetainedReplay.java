package io.edgecoordinator.mqtt;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.QoS;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;

/** The retained messages that a new subscription asks for, one after the other. */
final class RetainedReplay {

  private final RetainedMessages retained;
  private final Subscription subscription;
  private final int[] identifiers;
  private final Iterator<Event> events;
  private final InstantSource clock;

  RetainedReplay(
      RetainedMessages retained,
      Subscription subscription,
      List<Event> events,
      InstantSource clock) {
    this.retained = retained;
    this.subscription = subscription;
    this.identifiers = subscription.options().identifiers();
    this.events = events.iterator();
    this.clock = clock;
  }

  /** Delivers the next one. Says whether there was one. */
  boolean next(Session session) {
    if (session.subscription(subscription.filter().text()) == null) {
      return false;
    }
    while (events.hasNext()) {
      Event event = events.next();
      // One that came meanwhile was delivered as it came.
      if (retained.isCurrent(event) && !event.isExpired(clock.millis())) {
        QoS qos = event.qos().atMost(subscription.options().qos());
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
