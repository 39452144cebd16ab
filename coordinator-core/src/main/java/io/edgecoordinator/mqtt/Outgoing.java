package io.edgecoordinator.mqtt;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.store.Codec;
import io.edgecoordinator.store.EventCodec;
import io.edgecoordinator.store.Queueable;
import io.edgecoordinator.store.RecordInput;
import io.edgecoordinator.store.RecordOutput;

/**
 * An event on its way to a client.
 *
 * @param content what is the same for all that get it
 * @param qos guarantee of this delivery
 * @param retain the retain flag as the client is to see it
 * @param identifiers of the subscriptions it is sent for, in no particular order
 */
@SuppressWarnings("ArrayRecordComponent") // Shared by all that send it, compared by none.
record Outgoing(Event event, Content content, QoS qos, boolean retain, int[] identifiers)
    implements Queueable {

  static final int[] NO_IDENTIFIERS = {};

  static final Codec<Outgoing> CODEC = new RecordCodec();

  private static final int RETAIN = 4;

  private static final class RecordCodec implements Codec<Outgoing> {

    @Override
    public void write(Outgoing message, RecordOutput out) {
      out.writeByte(message.qos.level() | (message.retain ? RETAIN : 0));
      out.writeLong(message.identifiers.length);
      for (int identifier : message.identifiers) {
        out.writeLong(identifier);
      }
      EventCodec.INSTANCE.write(message.event, out);
    }

    @Override
    public Outgoing read(RecordInput in) {
      int flags = in.readByte();
      int[] identifiers = readIdentifiers(in);
      Event event = EventCodec.INSTANCE.read(in);
      return new Outgoing(
          event, Content.of(event), QoS.of(flags & 3), (flags & RETAIN) != 0, identifiers);
    }

    private static int[] readIdentifiers(RecordInput in) {
      long count = in.readLong();
      if (count == 0) {
        return NO_IDENTIFIERS;
      }
      if (count < 0 || count > 0xFFFF) {
        throw new IllegalArgumentException(count + " subscription identifiers");
      }
      int[] identifiers = new int[(int) count];
      for (int i = 0; i < identifiers.length; i++) {
        identifiers[i] = (int) in.readLong();
      }
      return identifiers;
    }
  }
}
