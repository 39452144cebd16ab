package io.edgecoordinator.forwarding;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.store.Codec;
import io.edgecoordinator.store.EventCodec;
import io.edgecoordinator.store.Queueable;
import io.edgecoordinator.store.RecordInput;
import io.edgecoordinator.store.RecordOutput;

/**
 * An event on its way to a broker upstream.
 *
 * @param event under the topic it has there
 */
record UpstreamDelivery(Event event) implements Queueable {

  /** Changes when the form does. */
  private static final int VERSION = 1;

  static final Codec<UpstreamDelivery> CODEC =
      new Codec<>() {

        @Override
        public void write(UpstreamDelivery delivery, RecordOutput out) {
          out.writeByte(VERSION);
          EventCodec.INSTANCE.write(delivery.event, out);
        }

        @Override
        public UpstreamDelivery read(RecordInput in) {
          int version = in.readByte();
          if (version != VERSION) {
            throw new IllegalArgumentException("a delivery of form " + version);
          }
          return new UpstreamDelivery(EventCodec.INSTANCE.read(in));
        }
      };
}
