package io.edgecoordinator.task;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.flow.Priority;
import io.edgecoordinator.store.Codec;
import io.edgecoordinator.store.EventCodec;
import io.edgecoordinator.store.RecordInput;
import io.edgecoordinator.store.RecordOutput;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Deliveries to tasks as records. The priority is not among what is written: it is that of the
 * queue.
 *
 * @param priority of all deliveries of the queue
 */
record TaskDeliveryCodec(Priority priority) implements Codec<TaskDelivery> {

  /** Changes when the form does. */
  private static final int VERSION = 1;

  @Override
  public void write(TaskDelivery delivery, RecordOutput out) {
    out.writeByte(VERSION);
    EventCodec.INSTANCE.write(delivery.event(), out);
    out.writeText(delivery.flow());
    out.writeLong(delivery.captures().size());
    delivery
        .captures()
        .forEach((name, value) -> {
          out.writeText(name);
          out.writeText(value);
        });
  }

  @Override
  public TaskDelivery read(RecordInput in) {
    int version = in.readByte();
    if (version != VERSION) {
      throw new IllegalArgumentException("a call of form " + version + ", not " + VERSION);
    }
    Event event = EventCodec.INSTANCE.read(in);
    String flow = in.readText();
    Map<String, String> captures = new LinkedHashMap<>();
    for (long left = in.readLong(); left > 0; left--) {
      captures.put(in.readText(), in.readText());
    }
    return new TaskDelivery(event, captures, flow, priority, null);
  }
}
