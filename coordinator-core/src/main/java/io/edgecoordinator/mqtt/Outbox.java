package io.edgecoordinator.mqtt;

import io.edgecoordinator.event.Event;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is on its way to one client: packets gather in one buffer until the end of the {@link Turn},
 * and then reach the socket in one go.
 */
final class Outbox {

  /** More than this is not held back until the end of the turn. */
  private static final int FLUSH_BYTES = 1 << 16;

  private static final int SMALLEST_BUFFER = 256;

  private final Channel channel;
  private final Turn turn;
  private final MqttCounters counters;
  private PacketWriter writer = PacketWriter.MQTT_3_1_1;
  private int maximumPacketSize = Integer.MAX_VALUE;
  private boolean wantsWords = true;
  private int sizeHint = SMALLEST_BUFFER;
  private boolean flushAsked;
  private boolean welcomed;
  private boolean closed;
  private @Nullable OutboundAliases aliases;
  private @Nullable ByteBuf unsent;

  Outbox(Channel channel, Turn turn, MqttCounters counters) {
    this.channel = channel;
    this.turn = turn;
    this.counters = counters;
  }

  /**
   * Learns what the client speaks, and what it takes.
   *
   * @param topicAliases how many topic aliases to use at most
   */
  void accommodate(Packet.Connect connect, int topicAliases) {
    writer = PacketWriter.of(connect.version());
    maximumPacketSize = connect.maximumPacketSize();
    wantsWords = connect.problemInformation();
    if (topicAliases > 0) {
      aliases = new OutboundAliases(topicAliases);
    }
  }

  /** Says whether the client takes a packet as long as that. */
  boolean takes(Outgoing message) {
    if (maximumPacketSize == Integer.MAX_VALUE) {
      return true;
    }
    PublishFrame frame = frame(message, false, 0);
    int alias = alias(message, frame);
    boolean known = aliases != null && aliases.knows(message.event().topic());
    return fits(frame, alias, known);
  }

  private boolean fits(PublishFrame frame, int alias, boolean known) {
    return writer.publishSize(frame, alias, known) <= maximumPacketSize;
  }

  /** Returns the alias of a topic, 0 if it has none and there is no room to give it one. */
  private int alias(Outgoing message, PublishFrame frame) {
    if (aliases == null) {
      return 0;
    }
    String topic = message.event().topic();
    int alias = aliases.alias(topic);
    return aliases.knows(topic) || fits(frame, alias, false) ? alias : 0;
  }

  /**
   * Says whether a message that is written now is likely to leave soon; not before the client has
   * been welcomed [MQTT-3.2.0-1].
   */
  boolean isWritable() {
    return channel.isWritable() && welcomed && !closed;
  }

  /** Returns how many bytes the socket has yet to take before {@link #isWritable()} again. */
  long backlog() {
    return channel.bytesBeforeWritable();
  }

  /** Returns the buffer to write one packet to; it leaves at the end of the turn. */
  private ByteBuf next() {
    ByteBuf buffer = unsent;
    if (buffer == null) {
      buffer = channel.alloc().ioBuffer(sizeHint);
      unsent = buffer;
      if (!flushAsked) {
        flushAsked = true;
        turn.flushLater(this);
      }
    }
    return buffer;
  }

  /**
   * Sends a message.
   *
   * @param packetId 0 for QoS 0
   */
  void publish(Outgoing message, boolean duplicate, int packetId) {
    ByteBuf buffer = next();
    if (aliases == null && !duplicate && isPlain(message)) {
      Content content = message.content();
      writer.publish(
          buffer, content.topic(), content.payload(), message.qos(), message.retain(), packetId);
    } else {
      publishInFull(message, duplicate, packetId, buffer);
    }
    counters.messagesSent++;
    if (buffer.readableBytes() >= FLUSH_BYTES) {
      send(buffer);
    }
  }

  private static boolean isPlain(Outgoing message) {
    return message.event().expiresAt() == Event.NEVER
        && message.identifiers().length == 0
        && message.event().properties().isEmpty();
  }

  private void publishInFull(Outgoing message, boolean duplicate, int packetId, ByteBuf buffer) {
    PublishFrame frame = frame(message, duplicate, packetId);
    if (aliases == null) {
      writer.publish(buffer, frame, 0, false);
      return;
    }
    String topic = message.event().topic();
    int alias = alias(message, frame);
    boolean known = aliases.knows(topic);
    writer.publish(buffer, frame, alias, known);
    if (alias > 0 && !known) {
      aliases.told(topic, alias);
    }
  }

  private PublishFrame frame(Outgoing message, boolean duplicate, int packetId) {
    long expiresAt = message.event().expiresAt();
    long seconds =
        expiresAt == Event.NEVER
            ? Packet.NOT_GIVEN
            : Math.max(0, Math.ceilDiv(expiresAt - turn.millis(), 1_000L));
    return new PublishFrame(
        message.content(),
        message.qos(),
        message.retain(),
        duplicate,
        packetId,
        seconds,
        message.identifiers());
  }

  /** Welcomes the client. */
  void accepted(ConnAck answer) {
    welcomed = true;
    writer.accepted(next(), answer);
  }

  /** Tells a client that it is not welcome. */
  void refused(PacketWriter inItsVersion, ReasonCode reason, String description) {
    inItsVersion.refused(next(), reason, words(description));
  }

  /**
   * Acknowledges a QoS 1 message.
   *
   * @param description why not, or null
   */
  void pubAck(int packetId, ReasonCode reason, @Nullable String description) {
    writer.pubAck(next(), packetId, reason, words(description));
  }

  /**
   * Acknowledges a QoS 2 message, for the first time.
   *
   * @param description why not, or null
   */
  void pubRec(int packetId, ReasonCode reason, @Nullable String description) {
    writer.pubRec(next(), packetId, reason, words(description));
  }

  /** Lets the client forget that it has received a QoS 2 message. */
  void pubRel(int packetId, ReasonCode reason) {
    writer.pubRel(next(), packetId, reason, null);
  }

  /** Ends the exchange of a QoS 2 message. */
  void pubComp(int packetId, ReasonCode reason) {
    writer.pubComp(next(), packetId, reason, null);
  }

  void subAck(int packetId, List<ReasonCode> codes) {
    writer.subAck(next(), packetId, codes);
  }

  void unsubAck(int packetId, List<ReasonCode> codes) {
    writer.unsubAck(next(), packetId, codes);
  }

  void pingResp() {
    writer.pingResp(next());
  }

  /** Says goodbye, in a few words if the client takes no more. */
  void disconnect(ReasonCode reason, String description) {
    writer.disconnect(next(), reason, words(description));
  }

  private @Nullable String words(@Nullable String description) {
    boolean fits = description != null && PacketWriter.mostBytes(description) <= maximumPacketSize;
    return fits && wantsWords ? description : null;
  }

  /** Ends the turn for this client. */
  void flush() {
    flushAsked = false;
    if (unsent != null) {
      send(unsent);
    }
  }

  /** Sends what there is, and nothing any more. */
  void finish(ChannelFutureListener then) {
    ByteBuf last = next();
    unsent = null;
    closed = true;
    channel.writeAndFlush(last).addListener(then);
  }

  /** Drops what there is: the socket is gone. */
  void discard() {
    closed = true;
    if (unsent != null) {
      unsent.release();
      unsent = null;
    }
  }

  private void send(ByteBuf buffer) {
    unsent = null;
    if (closed) {
      buffer.release();
      return;
    }
    sizeHint =
        Math.clamp(buffer.readableBytes(), SMALLEST_BUFFER, FLUSH_BYTES + (FLUSH_BYTES >> 2));
    var _ = channel.writeAndFlush(buffer, channel.voidPromise());
  }
}
