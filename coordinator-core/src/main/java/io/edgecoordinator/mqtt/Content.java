package io.edgecoordinator.mqtt;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.MessageProperties;
import io.edgecoordinator.event.Payload;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What all receivers of a message get alike, as it stands on the wire. Made once per message, so
 * that a property is encoded once and not for each subscriber, and only if there is one. The bytes
 * must not be changed.
 */
final class Content {

  private static final byte[] NO_BYTES = {};

  private final byte[] topic;
  private final Payload payload;
  private final MessageProperties properties;
  private byte @Nullable [] encoded;

  /**
   * @param topic in UTF-8
   */
  Content(byte[] topic, Payload payload, MessageProperties properties) {
    this.topic = topic;
    this.payload = payload;
    this.properties = properties;
  }

  static Content of(String topic, Payload payload, MessageProperties properties) {
    return new Content(topic.getBytes(StandardCharsets.UTF_8), payload, properties);
  }

  static Content of(Event event) {
    return of(event.topic(), event.payload(), event.properties());
  }

  byte[] topic() {
    return topic;
  }

  byte[] payload() {
    return payload.bytes();
  }

  /** Returns the properties of MQTT 5 that every receiver gets, without their length. */
  byte[] properties() {
    byte[] known = encoded;
    if (known == null) {
      known = properties.isEmpty() ? NO_BYTES : encode(properties);
      encoded = known;
    }
    return known;
  }

  private static byte[] encode(MessageProperties properties) {
    ByteBuf out = Unpooled.buffer();
    if (properties.utf8()) {
      out.writeByte(Properties.PAYLOAD_FORMAT_INDICATOR).writeByte(1);
    }
    if (properties.contentType() != null) {
      PacketWriter.writeString(out.writeByte(Properties.CONTENT_TYPE), properties.contentType());
    }
    if (properties.responseTopic() != null) {
      PacketWriter.writeString(
          out.writeByte(Properties.RESPONSE_TOPIC), properties.responseTopic());
    }
    byte[] correlation = properties.correlationData();
    if (correlation != null) {
      out.writeByte(Properties.CORRELATION_DATA).writeShort(correlation.length);
      out.writeBytes(correlation);
    }
    for (MessageProperties.User user : properties.user()) {
      PacketWriter.writeString(out.writeByte(Properties.USER_PROPERTY), user.name());
      PacketWriter.writeString(out, user.value());
    }
    byte[] bytes = new byte[out.readableBytes()];
    out.readBytes(bytes);
    return bytes;
  }
}
