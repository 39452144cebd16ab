package io.edgecoordinator.mqtt;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.QoS;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who gets the messages of one topic, once each, and the topic as it stands on the wire. */
final class Route {

  private final byte[] topic;
  private final List<Recipient> recipients = new ArrayList<>(1);

  Route(String topic) {
    this.topic = topic.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * A session with the best of its subscriptions that match.
   *
   * @param ownQos QoS for what its own client published, or null if it wants none of that
   */
  private record Recipient(
      Session session, QoS qos, @Nullable QoS ownQos, boolean retainAsPublished) {

    @Nullable QoS qosFor(Event event) {
      return ownQos != qos && session.isSourceOf(event) ? ownQos : qos;
    }

    Recipient and(Recipient other) {
      return new Recipient(
          session,
          higher(qos, other.qos),
          ownQos == null
              ? other.ownQos
              : other.ownQos == null ? ownQos : higher(ownQos, other.ownQos),
          retainAsPublished || other.retainAsPublished);
    }

    private static QoS higher(QoS one, QoS other) {
      return one.compareTo(other) >= 0 ? one : other;
    }
  }

  void add(Subscription subscription) {
    Recipient recipient =
        new Recipient(
            subscription.session(),
            subscription.qos(),
            subscription.noLocal() ? null : subscription.qos(),
            subscription.retainAsPublished());
    recipients.add(recipient);
  }

  /** Makes one recipient of those that are the same session, keeping the order. */
  void merge() {
    if (recipients.size() < 2) {
      return;
    }
    var bySession = new LinkedHashMap<Session, Recipient>();
    for (Recipient recipient : recipients) {
      bySession.merge(recipient.session(), recipient, Recipient::and);
    }
    recipients.clear();
    recipients.addAll(bySession.values());
  }

  /** Hands an event to all, and returns how many that are. */
  int deliver(Event event) {
    int count = 0;
    for (int i = 0; i < recipients.size(); i++) {
      Recipient recipient = recipients.get(i);
      QoS qos = recipient.qosFor(event);
      if (qos != null) {
        boolean retain = event.retain() && recipient.retainAsPublished();
        recipient.session().deliver(event, topic, event.qos().atMost(qos), retain);
        count++;
      }
    }
    return count;
  }
}
