package io.edgecoordinator.shadow.sync;

/** What was done to keep shadows in step since the start. Belongs to the event loop. */
public final class SyncCounters {

  long requests;
  long sent;
  long adopted;
  long conflicts;
  long timeouts;
  long refusals;
  long unreadable;
  long notChosen;
  long tooMany;

  SyncCounters() {}

  /** Returns how many requests were sent to the cloud. */
  public long requests() {
    return requests;
  }

  /** Returns how many updates and deletions the cloud accepted. */
  public long sent() {
    return sent;
  }

  /** Returns how many updates and deletions of the cloud's were made here. */
  public long adopted() {
    return adopted;
  }

  /** Returns how often the cloud's shadow had moved on before an update came. */
  public long conflicts() {
    return conflicts;
  }

  /** Returns how many requests were not answered in time, or could not be sent. */
  public long timeouts() {
    return timeouts;
  }

  /** Returns how many requests the cloud, or the shadows here, rejected for another reason. */
  public long refusals() {
    return refusals;
  }

  /** Returns how many messages were not of the protocol, or too large. */
  public long unreadable() {
    return unreadable;
  }

  /** Returns how many messages told of shadows that nobody has chosen. */
  public long notChosen() {
    return notChosen;
  }

  /** Returns how often a shadow was left out, since {@link SyncLimits#shadows} was reached. */
  public long tooMany() {
    return tooMany;
  }
}
