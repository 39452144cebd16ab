package io.edgecoordinator.access;

/**
 * Who was refused what, for metrics. Written on the event loop; another thread that reads may see
 * numbers that are a moment old.
 */
public final class AccessCounters {

  long badCredentials;
  long notAuthorized;
  long busy;
  long publishRefused;
  long subscribeRefused;
  long reloads;
  long reloadsFailed;

  AccessCounters() {}

  /** Returns how many connections came with a wrong user name or password. */
  public long badCredentials() {
    return badCredentials;
  }

  /** Returns how many connections the policy did not let in. */
  public long notAuthorized() {
    return notAuthorized;
  }

  /** Returns how many connections were sent away because of {@code MAX_PENDING} passwords. */
  public long busy() {
    return busy;
  }

  /** Returns how many messages, wills included, the policy did not let in. */
  public long publishRefused() {
    return publishRefused;
  }

  /** Returns how many topic filters the policy did not allow. */
  public long subscribeRefused() {
    return subscribeRefused;
  }

  /** Returns how often a changed policy came into force. */
  public long reloads() {
    return reloads;
  }

  /** Returns how often a changed policy was broken, and the former one stayed in force. */
  public long reloadsFailed() {
    return reloadsFailed;
  }
}
