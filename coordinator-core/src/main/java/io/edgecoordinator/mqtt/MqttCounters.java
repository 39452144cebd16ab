package io.edgecoordinator.mqtt;

/**
 * What the listener has done since it was made, for metrics. Written on the event loop; another
 * thread that reads may see numbers that are a moment old.
 */
public final class MqttCounters {

  long connectionsAccepted;
  long connectionsRefused;
  long connectionsDelayed;
  long connectTimeouts;
  long keepAliveTimeouts;
  long sessionsTakenOver;
  long protocolViolations;
  long messagesReceived;
  long messagesRefused;
  long messagesSent;
  long droppedSlow;
  long droppedTooLarge;
  long droppedAtClose;
  long subscriptionsRefused;
  long readingPaused;
  long heldBack;
  long droppedOffline;
  long sessionsExpired;
  long sessionsRefused;
  long retainedRefused;
  long willsPublished;
  long handshakesRefused;
  long handshakesFailed;

  MqttCounters() {}

  /** Returns how many connections got a CONNACK that welcomes them. */
  public long connectionsAccepted() {
    return connectionsAccepted;
  }

  /** Returns how many connections were closed because there were {@code maxConnections}. */
  public long connectionsRefused() {
    return connectionsRefused;
  }

  /** Returns how many connections had to wait because others came at the same time. */
  public long connectionsDelayed() {
    return connectionsDelayed;
  }

  /** Returns how many connections took longer than {@code connectTimeout}. */
  public long connectTimeouts() {
    return connectTimeouts;
  }

  /** Returns how many clients were silent for 1.5 times their keep alive. */
  public long keepAliveTimeouts() {
    return keepAliveTimeouts;
  }

  /** Returns how many sessions ended because another connection came with their client id. */
  public long sessionsTakenOver() {
    return sessionsTakenOver;
  }

  /** Returns how many connections were closed for what they sent, too long or malformed. */
  public long protocolViolations() {
    return protocolViolations;
  }

  /** Returns how many PUBLISH packets came. */
  public long messagesReceived() {
    return messagesReceived;
  }

  /** Returns how many QoS 1 messages were not let in. */
  public long messagesRefused() {
    return messagesRefused;
  }

  /** Returns how many PUBLISH packets were sent. */
  public long messagesSent() {
    return messagesSent;
  }

  /** Returns how many QoS 0 messages were dropped because of {@code maxUnsentBytes}. */
  public long droppedSlow() {
    return droppedSlow;
  }

  /** Returns how many messages were longer than their receiver takes. */
  public long droppedTooLarge() {
    return droppedTooLarge;
  }

  /** Returns how many QoS 1 messages were queued or not acknowledged when their session ended. */
  public long droppedAtClose() {
    return droppedAtClose;
  }

  /** Returns how many topic filters were refused. */
  public long subscriptionsRefused() {
    return subscriptionsRefused;
  }

  /** Returns how often reading from a client stopped because the disk did not keep up. */
  public long heldBack() {
    return heldBack;
  }

  /** Returns how many QoS 0 messages found their receiver away. */
  public long droppedOffline() {
    return droppedOffline;
  }

  /** Returns how many sessions ended because their client did not come back. */
  public long sessionsExpired() {
    return sessionsExpired;
  }

  /** Returns how many sessions were refused because there were {@code maxSessions}. */
  public long sessionsRefused() {
    return sessionsRefused;
  }

  /** Returns how many messages could not be retained because of the bounds. */
  public long retainedRefused() {
    return retainedRefused;
  }

  /** Returns how many wills were published. */
  public long willsPublished() {
    return willsPublished;
  }

  /** Returns how often reading from a client stopped because of {@code receiveMaximum}. */
  public long readingPaused() {
    return readingPaused;
  }

  /** Returns how many connections were closed because too many were in their TLS handshake. */
  public long handshakesRefused() {
    return handshakesRefused;
  }

  /** Returns how many TLS handshakes came to nothing. */
  public long handshakesFailed() {
    return handshakesFailed;
  }
}
