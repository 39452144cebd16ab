package io.edgecoordinator.mqtt;

import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.store.Codec;
import io.edgecoordinator.store.EventCodec;
import io.edgecoordinator.store.RecordInput;
import io.edgecoordinator.store.RecordOutput;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a session beside its subscriptions and messages.
 *
 * @param device the name its client was known under
 * @param expirySeconds how long it lasts without a connection
 * @param offlineSince milliseconds since 1970, or 0 while its client is connected
 * @param sentUpTo number of the last message that was sent to it; of no account while it is
 *     connected
 * @param will what is to be published if the client stays away, or null
 */
record SessionRecord(
    String device, long expirySeconds, long offlineSince, long sentUpTo, @Nullable Will will) {

  static final Codec<SessionRecord> CODEC = new RecordCodec();

  private static final class RecordCodec implements Codec<SessionRecord> {

    @Override
    public void write(SessionRecord session, RecordOutput out) {
      out.writeText(session.device);
      out.writeLong(session.expirySeconds);
      out.writeLong(session.offlineSince);
      out.writeLong(session.sentUpTo);
      Will will = session.will;
      out.writeByte(will == null ? 0 : 1);
      if (will != null) {
        out.writeText(will.topic());
        out.writeBytes(will.payload().bytes());
        out.writeByte(will.qos().level() | (will.retain() ? 4 : 0));
        out.writeLong(will.delaySeconds());
        out.writeLong(will.expirySeconds() + 1);
        EventCodec.writeProperties(will.properties(), out);
      }
    }

    @Override
    public SessionRecord read(RecordInput in) {
      String device = in.readText();
      long expirySeconds = in.readLong();
      long offlineSince = in.readLong();
      long sentUpTo = in.readLong();
      Will will = in.readByte() == 0 ? null : readWill(in);
      return new SessionRecord(device, expirySeconds, offlineSince, sentUpTo, will);
    }

    private static Will readWill(RecordInput in) {
      String topic = in.readText();
      Payload payload = Payload.of(in.readBytes());
      int flags = in.readByte();
      long delaySeconds = in.readLong();
      long expirySeconds = in.readLong() - 1;
      return new Will(
          topic,
          payload,
          QoS.of(flags & 3),
          (flags & 4) != 0,
          delaySeconds,
          expirySeconds,
          EventCodec.readProperties(in));
    }
  }
}
