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
   * A session and what its subscriptions that match come to; it gets each message once.
   *
   * @param own what holds for what its own client published: the same, unless one of the
   *     subscriptions wants none of that; null if they all do not
   * @param differs whether it is not the same
   */
  private record Recipient(Session session, Wish any, @Nullable Wish own, boolean differs) {

    static Recipient of(Subscription subscription) {
      Wish wish = Wish.of(subscription.options());
      boolean noLocal = subscription.options().noLocal();
      return new Recipient(subscription.session(), wish, noLocal ? null : wish, noLocal);
    }

    @Nullable Wish wishFor(Event event) {
      return differs && session.isSourceOf(event) ? own : any;
    }

    Recipient and(Recipient other) {
      Wish both = any.and(other.any);
      if (!differs && !other.differs) {
        return new Recipient(session, both, both, false);
      }
      Wish ownOnly = own == null ? other.own : other.own == null ? own : own.and(other.own);
      return new Recipient(session, both, ownOnly, true);
    }
  }

  /**
   * How a message is wanted.
   *
   * @param identifiers of all subscriptions that match [MQTT-3.3.4-3]
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Wish(QoS qos, boolean retainAsPublished, int[] identifiers) {

    static Wish of(Subscription.Options options) {
      return new Wish(options.qos(), options.retainAsPublished(), options.identifiers());
    }

    Wish and(Wish other) {
      return new Wish(
          qos.compareTo(other.qos) >= 0 ? qos : other.qos,
          retainAsPublished || other.retainAsPublished,
          both(identifiers, other.identifiers));
    }

    private static int[] both(int[] some, int[] others) {
      int[] all = Arrays.copyOf(some, some.length + others.length);
      System.arraycopy(others, 0, all, some.length, others.length);
      return all;
    }

    Outgoing message(Event event, Content content) {
      return new Outgoing(
          event,
          content,
          event.qos().atMost(qos),
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
      Wish wish = recipient.wishFor(event);
      if (wish == null) {
        return;
      }
      Outgoing message = wish.message(event, content);
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
