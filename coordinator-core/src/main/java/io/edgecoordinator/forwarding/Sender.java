package io.edgecoordinator.forwarding;

import io.edgecoordinator.event.Event;
import java.time.InstantSource;
import java.util.function.Consumer;

/** What a lane needs of the one who sends for all lanes of a broker. */
interface Sender {

  /** What became of a message. */
  enum Answer {
    /** The broker has it; at QoS 0 the socket has. */
    TAKEN,
    /** The broker will never take it. */
    REFUSED,
    /** It may have arrived or not: the link was lost. */
    LOST
  }

  /** Says whether the broker takes one more message of QoS 1 now. */
  boolean hasRoom();

  /**
   * Sends an event.
   *
   * @param again whether it has been sent before
   * @param answered told once, but perhaps never if the link is lost
   */
  void send(Event event, boolean again, Consumer<Answer> answered);

  /** There may be something to send. */
  void wake();

  /** Something failed that the next try may fail of too: sends nothing for a while. */
  void rest();

  InstantSource clock();

  ForwardingLimits limits();
}
