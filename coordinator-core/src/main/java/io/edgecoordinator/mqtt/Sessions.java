package io.edgecoordinator.mqtt;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All sessions, by client id, and their life: begun or taken up again by a connection, left by it,
 * and ended at once or when nobody has come back in time (MQTT 5, sections 3.1.2.4 and 3.1.2.11).
 */
final class Sessions {

  private final Broker broker;
  private final SubscriptionTable subscriptions;
  private final InstantSource clock;
  private final Map<String, Session> byClientId = new HashMap<>();

  /** Those without a connection, for which time is running. */
  private final Set<Session> away = new HashSet<>();

  Sessions(Broker broker, SubscriptionTable subscriptions, InstantSource clock) {
    this.broker = broker;
    this.subscriptions = subscriptions;
    this.clock = clock;
  }

  Collection<Session> all() {
    return byClientId.values();
  }

  @Nullable Session find(String clientId) {
    return byClientId.get(clientId);
  }

  /** Puts back what was on disk; clients that were connected then are away now. */
  void restore(List<SessionStore.Found> all) {
    long now = clock.millis();
    for (SessionStore.Found found : all) {
      long since = found.session.offlineSince();
      Session session =
          new Session(
              found.clientId, found.session.device(), true, broker, since == 0 ? now : since);
      session.restore(found);
      byClientId.put(found.clientId, session);
      away.add(session);
      found.subscriptions.forEach((filter, options) ->
          add(new Subscription(session, Subscription.Filter.parse(filter), options)));
    }
    tick();
  }

  /** Adds a subscription in place of one with the same filter. */
  void add(Subscription subscription) {
    Session session = subscription.session();
    Subscription former = session.subscription(subscription.filter().text());
    if (former != null) {
      subscriptions.remove(former);
    }
    subscriptions.add(subscription);
    session.put(subscription);
  }

  void remove(Subscription subscription) {
    subscriptions.remove(subscription);
    subscription.session().remove(subscription);
  }

  /** A session for a connection, and whether it was there before. */
  record Opened(Session session, boolean present) {}

  /**
   * Begins a session or takes up the one there is; a connection that has it loses it.
   *
   * @param device the name the client is known under
   */
  Opened open(String clientId, String device, Packet.Connect connect, Connection connection)
      throws ProtocolViolation {
    Session former = byClientId.get(clientId);
    if (former != null) {
      if (!former.device().equals(device)) {
        throw new ProtocolViolation(
            ReasonCode.NOT_AUTHORIZED, "the session of client id " + clientId + " is another's");
      }
      Connection holder = former.connection();
      if (holder != null) {
        broker.counters().sessionsTakenOver++;
        holder.close(ReasonCode.SESSION_TAKEN_OVER, "another connection has this client id");
      }
      if (connect.cleanStart()) {
        end(former);
      }
    }
    Session kept = byClientId.get(clientId);
    if (kept != null) {
      away.remove(kept);
      kept.attach(connection, connect, clock.millis());
      return new Opened(kept, true);
    }
    if (byClientId.size() >= broker.limits().kept().maxSessions()) {
      broker.counters().sessionsRefused++;
      throw new ProtocolViolation(
          ReasonCode.QUOTA_EXCEEDED, byClientId.size() + " sessions are kept, no room for more");
    }
    boolean durable = connect.expirySeconds() > 0;
    Session session = new Session(clientId, device, durable, broker, clock.millis());
    byClientId.put(clientId, session);
    session.attach(connection, connect, clock.millis());
    return new Opened(session, false);
  }

  /** A connection is gone. Its session ends, or waits for the client to come back. */
  void left(Session session) {
    Will will = session.will();
    if (session.expirySeconds() == 0) {
      session.detach(clock.millis());
      end(session);
      return;
    }
    if (will != null && will.delaySeconds() == 0) {
      session.revokeWill();
      broker.publishWill(session, will);
    }
    session.detach(clock.millis());
    away.add(session);
  }

  /** Ends a session, and publishes its will if that has not been done or revoked. */
  void end(Session session) {
    session.subscriptions().forEach(subscriptions::remove);
    byClientId.remove(session.clientId(), session);
    away.remove(session);
    Will will = session.will();
    session.revokeWill();
    session.delete();
    if (will != null) {
      broker.publishWill(session, will);
    }
  }

  /** Publishes the wills that are due, and ends the sessions nobody has come back to. */
  void tick() {
    long now = clock.millis();
    for (Session session : new ArrayList<>(away)) {
      long seconds = (now - session.since()) / 1_000;
      Will will = session.will();
      long expiry = session.expirySeconds();
      if (expiry != Packet.FOR_EVER && seconds >= expiry) {
        broker.counters().sessionsExpired++;
        end(session);
      } else if (will != null && seconds >= will.delaySeconds()) {
        session.revokeWill();
        session.expiresAfter(expiry);
        broker.publishWill(session, will);
      }
    }
  }
}
