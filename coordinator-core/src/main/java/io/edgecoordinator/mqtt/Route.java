package io.edgecoordinator.mqtt;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Admission;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.JointAcknowledgement;
import io.edgecoordinator.event.QoS;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who gets the messages of one topic, and the topic as it stands on the wire. */
final class Route {

  private static final Admission.Accepted NOBODY = new Admission.Accepted(0);
  private static final Admission.Accepted ONE = new Admission.Accepted(1);

  private final byte[] topic;
  private final List<Recipient> recipients = new ArrayList<>(1);
  private final List<SharedGroup> groups = new ArrayList<>(0);

  Route(String topic) {
    this.topic = topic.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * A session with the best of its subscriptions that match; it gets each message once.
   *
   * @param ownQos QoS for what its own client published, or null if it wants none of that
   * @param identifiers of all its subscriptions that match [MQTT-3.3.4-3]
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Recipient(
      Session session,
      QoS qos,
      @Nullable QoS ownQos,
      boolean retainAsPublished,
      int[] identifiers) {

    static Recipient of(Subscription subscription) {
      Subscription.Options options = subscription.options();
      return new Recipient(
          subscription.session(),
          options.qos(),
          options.noLocal() ? null : options.qos(),
          options.retainAsPublished(),
          options.identifier() == 0 ? Outgoing.NO_IDENTIFIERS : new int[] {options.identifier()});
    }

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
          retainAsPublished || other.retainAsPublished,
          both(identifiers, other.identifiers));
    }

    private static QoS higher(QoS one, QoS other) {
      return one.compareTo(other) >= 0 ? one : other;
    }

    private static int[] both(int[] some, int[] others) {
      int[] all = Arrays.copyOf(some, some.length + others.length);
      System.arraycopy(others, 0, all, some.length, others.length);
      return all;
    }

    Outgoing message(Event event, Content content, QoS granted) {
      return new Outgoing(
          event,
          content,
          event.qos().atMost(granted),
          event.retain() && retainAsPublished,
          identifiers);
    }
  }

  void add(Subscription subscription) {
    recipients.add(Recipient.of(subscription));
  }

  void add(SharedGroup group) {
    groups.add(group);
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

  /** Hands an event to all; the acknowledgement hears how many, once those that keep it have it. */
  void deliver(Event event, Acknowledgement acknowledgement) {
    if (recipients.isEmpty() && groups.isEmpty()) {
      acknowledgement.complete(NOBODY);
      return;
    }
    Handing handing = new Handing(event, acknowledgement);
    for (int i = 0; i < recipients.size(); i++) {
      handing.to(recipients.get(i));
    }
    for (int i = 0; i < groups.size(); i++) {
      Subscription member = groups.get(i).next();
      if (member != null) {
        handing.to(Recipient.of(member));
      }
    }
    handing.end();
  }

  /** One event on its way to all that get it. */
  private final class Handing {

    private final Event event;
    private final Content content;
    private final Acknowledgement acknowledgement;
    private @Nullable JointAcknowledgement joint;
    private int count;

    Handing(Event event, Acknowledgement acknowledgement) {
      this.event = event;
      this.content = new Content(topic, event.payload(), event.properties());
      this.acknowledgement = acknowledgement;
    }

    void to(Recipient recipient) {
      QoS granted = recipient.qosFor(event);
      if (granted == null) {
        return;
      }
      Outgoing message = recipient.message(event, content, granted);
      boolean kept = message.qos() != QoS.AT_MOST_ONCE && recipient.session().isDurable();
      if (!kept) {
        count++;
      }
      recipient.session().deliver(message, kept ? expect() : Acknowledgement.NONE);
    }

    private Acknowledgement expect() {
      if (!acknowledgement.isAwaited()) {
        return acknowledgement;
      }
      if (joint == null) {
        joint = new JointAcknowledgement(acknowledgement);
      }
      return joint.expect();
    }

    void end() {
      if (joint == null) {
        acknowledgement.complete(count == 1 ? ONE : new Admission.Accepted(count));
      } else {
        joint.expect().complete(new Admission.Accepted(count));
        joint.release();
      }
    }
  }
}
