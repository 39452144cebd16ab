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
 * @param expiresAt when it is of no use any more, in milliseconds since 1970, or {@link #NEVER}
 * @param properties what its sender said about the payload
 */
public record Event(
    long id,
    Source source,
    @Nullable String device,
    String topic,
    Payload payload,
    QoS qos,
    boolean retain,
    int hops,
    long expiresAt,
    MessageProperties properties) {

  /** The {@link #expiresAt} of an event that does not expire. */
  public static final long NEVER = Long.MAX_VALUE;

  /** Creates an event that does not expire and of which nothing is said beside its payload. */
  public Event(
      long id,
      Source source,
      @Nullable String device,
      String topic,
      Payload payload,
      QoS qos,
      boolean retain,
      int hops) {
    this(id, source, device, topic, payload, qos, retain, hops, NEVER, MessageProperties.NONE);
  }

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
    return new Event(
        id, source, device, newTopic, newPayload, qos, retain, hops + 1, expiresAt, properties);
  }

  /** Returns the same event with another payload. */
  public Event withPayload(Payload newPayload) {
    return new Event(
        id, source, device, topic, newPayload, qos, retain, hops, expiresAt, properties);
  }

  /** Returns the same event with another guarantee. */
  public Event withQos(QoS newQos) {
    return newQos == qos
        ? this
        : new Event(
            id, source, device, topic, payload, newQos, retain, hops, expiresAt, properties);
  }

  /** Returns the same event, to expire no later than the given time. */
  public Event expiringBy(long millis) {
    return millis >= expiresAt
        ? this
        : new Event(id, source, device, topic, payload, qos, retain, hops, millis, properties);
  }

  /** Says whether it is of no use any more. */
  public boolean isExpired(long nowMillis) {
    return nowMillis >= expiresAt;
  }
}
