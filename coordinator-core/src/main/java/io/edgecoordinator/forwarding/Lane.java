package io.edgecoordinator.forwarding;

import io.edgecoordinator.store.QueueStatus;

/** Messages for one broker upstream that go there one after the other. */
interface Lane {

  /** Says whether one may be sent now, as far as this lane goes. */
  boolean isReady();

  /** Sends the next. Says whether there was one: it may have been too late for those at hand. */
  boolean sendNext();

  /** The link is made. */
  void connected();

  /** The link is lost; what was not answered will be sent again, if it is to be kept. */
  void disconnected();

  /** Gives up what is too old. */
  void sweep();

  QueueStatus status();
}
