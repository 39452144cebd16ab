package io.edgecoordinator.mqtt;

import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
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
  private int sizeHint = SMALLEST_BUFFER;
  private boolean flushAsked;
  private boolean closed;
  private @Nullable ByteBuf unsent;

  Outbox(Channel channel, Turn turn, MqttCounters counters) {
    this.channel = channel;
    this.turn = turn;
    this.counters = counters;
  }

  /** Learns what the client speaks, and how long a packet it takes. */
  void accommodate(PacketWriter clientWriter, int clientMaximumPacketSize) {
    writer = clientWriter;
    maximumPacketSize = clientMaximumPacketSize;
  }

  PacketWriter writer() {
    return writer;
  }

  /** Says whether the client takes a packet as long as that. */
  boolean takes(byte[] topic, Payload payload, QoS qos) {
    return maximumPacketSize == Integer.MAX_VALUE
        || writer.publishSize(topic.length, payload.size(), qos) <= maximumPacketSize;
  }

  /** Says whether what is written now is likely to leave soon. */
  boolean isWritable() {
    return channel.isWritable() && !closed;
  }

  /** Returns how many bytes the socket has yet to take before {@link #isWritable()} again. */
  long backlog() {
    return channel.bytesBeforeWritable();
  }

  /** Returns the buffer to write one packet to; it leaves at the end of the turn. */
  ByteBuf next() {
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
   * @param packetId 0 for QoS 0
   */
  void publish(byte[] topic, Payload payload, QoS qos, boolean retain, int packetId) {
    ByteBuf buffer = next();
    writer.publish(buffer, topic, payload.bytes(), qos, retain, packetId);
    counters.messagesSent++;
    if (buffer.readableBytes() >= FLUSH_BYTES) {
      send(buffer);
    }
  }

  /** Says goodbye, in a few words if the client takes no more. */
  void disconnect(ReasonCode reason, String description) {
    boolean fits = PacketWriter.mostBytes(description) <= maximumPacketSize;
    writer.disconnect(next(), reason, fits ? description : null);
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
