package io.edgecoordinator.upstream;

import io.edgecoordinator.event.QoS;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a broker, from the attempt to make it to its end; it is never made again. All
 * methods are called on the event loop and do not block. What was asked is done in order.
 */
interface BrokerConnection {

  /** Begins to connect. To be called once, before everything else. */
  void open();

  /**
   * Sends a message.
   *
   * @param answer is given null when the broker has it (QoS 1) or the socket (QoS 0), else why not;
   *     nothing at all if the connection ends before
   */
  void send(OutgoingMessage message, Consumer<@Nullable Throwable> answer);

  /**
   * Subscribes; nothing that this connection sends comes back.
   *
   * @param id comes with each message that the filter matches, if the broker can do that
   * @param answer as with {@link #send}
   */
  void subscribe(int id, String filter, QoS qos, Consumer<@Nullable Throwable> answer);

  /** Ends a subscription. */
  void unsubscribe(String filter, Consumer<@Nullable Throwable> answer);

  /** Asks for a sign of life. */
  void probe(Runnable answer);

  /** Tells the broker that a message of QoS 1 is safe. */
  void acknowledge(int messageId);

  /**
   * Returns when something was last seen to get through: a byte that came, or one that was taken
   * after the socket had been full. By {@link System#nanoTime}.
   */
  long lastSign();

  /**
   * Says goodbye to the broker once all before it is sent.
   *
   * @param publishWill whether the broker is to publish the will all the same
   */
  void leave(boolean publishWill, Runnable gone);

  /** Closes the socket, whatever is under way; the listener hears nothing from now on. */
  void drop();

  /** Told what becomes of a connection, on the event loop. */
  interface Listener {

    /** The broker has accepted the connection. */
    void opened(Terms terms);

    /** A message came. */
    void received(Received message);

    /**
     * A message came that cannot be read; the broker was told that it is done with.
     *
     * @param topic with question marks for what is not allowed
     * @param reason what it has that can't be read
     */
    void leftOut(String topic, String reason);

    /** All that came in one go has been told. */
    void settled();

    /** The connection could not be made, or has ended. Nothing is told after this. */
    void ended(Ending ending);
  }

  /**
   * What the broker allows.
   *
   * @param receiveMaximum messages of QoS 1 that it takes before it has answered
   * @param maxPacketBytes the largest packet it takes
   * @param subscriptionIds whether messages say which subscription they are for
   * @param keepAliveSeconds after which it gives a silent client up, or 0 for never
   * @param acknowledges whether it offers QoS 1
   * @param retain whether it keeps messages for those that subscribe later
   */
  record Terms(
      int receiveMaximum,
      long maxPacketBytes,
      boolean subscriptionIds,
      int keepAliveSeconds,
      boolean acknowledges,
      boolean retain) {}

  /**
   * A message from the broker.
   *
   * @param messageId to {@link #acknowledge}
   * @param subscriptionIds of the subscriptions it is for; empty if that is not known
   */
  record Received(IncomingMessage message, int messageId, List<Integer> subscriptionIds) {}

  /**
   * Why a connection ended.
   *
   * @param code what the broker gave as a reason, 0x80 or more, or 0 if it gave none
   * @param reason for people
   */
  record Ending(int code, String reason) {

    /** Another client has come with the same name (MQTT 5, section 3.14.2.1). */
    static final int TAKEN_OVER = 0x8E;

    /** Malformed, against the protocol, not authorized, invalid topic, too large, and so on. */
    private static final Set<Integer> FOR_A_PACKET =
        Set.of(0x81, 0x82, 0x87, 0x90, 0x95, 0x99, 0x9A, 0x9B);

    /** Says whether the broker ended the connection for a packet that it will never take. */
    boolean isForAPacket() {
      return FOR_A_PACKET.contains(code);
    }
  }
}
