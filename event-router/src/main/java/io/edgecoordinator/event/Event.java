package io.edgecoordinator.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened, on its way through the coordinator. Immutable.
 *
 * @param id unique on this box and growing with time, see {@link EventIds}
 * @param source who sent it
 * @param device the device that started the chain this event belongs to, or null if none did; a
 *     task's result carries the device of the event the task was called with
 * @param topic an MQTT topic name, without wildcards
 * @param payload what it carries
 * @param qos the guarantee its sender asked for
 * @param retain whether its sender asked for it to be kept for later subscribers
 * @param hops how many tasks or rows have passed it on since it entered, 0 for a device's own
 */
public record Event(
    long id,
    Source source,
    @Nullable String device,
    String topic,
    Payload payload,
    QoS qos,
    boolean retain,
    int hops) {

  /** Returns when the event entered the coordinator, to the millisecond. */
  public Instant receivedAt() {
    return Instant.ofEpochMilli(EventIds.millis(id));
  }

  /** Returns the id as people and tasks see it: 16 lower-case hexadecimal digits. */
  public String idText() {
    return EventIds.text(id);
  }

  /** Returns the same event one hop further, under another topic. */
  public Event forwardedTo(String newTopic, Payload newPayload) {
    return new Event(id, source, device, newTopic, newPayload, qos, retain, hops + 1);
  }

  /** Returns the same event with another payload. */
  public Event withPayload(Payload newPayload) {
    return new Event(id, source, device, topic, newPayload, qos, retain, hops);
  }
}
