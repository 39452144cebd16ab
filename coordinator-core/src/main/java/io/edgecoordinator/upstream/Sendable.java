package io.edgecoordinator.upstream;

import io.edgecoordinator.event.MessageProperties;
import io.edgecoordinator.event.QoS;
import java.nio.charset.StandardCharsets;

/**
 * Looks whether a message can be sent at all. The client would find out when it writes the message,
 * and end the connection; the message would be sent again over the next one, for ever.
 */
final class Sendable {

  private static final int MAX_TEXT = 0xFFFF;
  private static final int TOPIC_NAME_INVALID = 0x90;
  private static final int PACKET_TOO_LARGE = 0x95;
  private static final int PAYLOAD_FORMAT_INVALID = 0x99;

  private Sendable() {}

  /**
   * Throws if a message cannot be sent.
   *
   * @param maxPacketBytes the largest packet that may be sent
   */
  static void check(OutgoingMessage message, long maxPacketBytes) throws RefusedUpstream {
    String topic = message.topic();
    if (topic.isEmpty() || topic.indexOf('+') >= 0 || topic.indexOf('#') >= 0) {
      throw new RefusedUpstream(
          TOPIC_NAME_INVALID, "a topic has at least one character and no wildcards");
    }
    long size = packetSize(message);
    if (size > maxPacketBytes) {
      throw new RefusedUpstream(
          PACKET_TOO_LARGE,
          "a packet of %,d bytes is too large: %,d are allowed".formatted(size, maxPacketBytes));
    }
  }

  /** Returns how many bytes the PUBLISH has (MQTT 5, section 3.3). */
  private static long packetSize(OutgoingMessage message) throws RefusedUpstream {
    long properties = message.expirySeconds() == null ? 0 : 5;
    MessageProperties said = message.properties();
    if (!said.isEmpty()) {
      properties += propertiesSize(said);
    }
    long remaining = 2L + text(message.topic(), TOPIC_NAME_INVALID, "the topic");
    remaining += message.qos() == QoS.AT_MOST_ONCE ? 0 : 2;
    remaining += variableIntSize(properties) + properties + message.payload().size();
    return 1 + variableIntSize(remaining) + remaining;
  }

  private static long propertiesSize(MessageProperties said) throws RefusedUpstream {
    long size = said.utf8() ? 2 : 0;
    String contentType = said.contentType();
    if (contentType != null) {
      size += 3 + text(contentType, PAYLOAD_FORMAT_INVALID, "the content type");
    }
    String responseTopic = said.responseTopic();
    if (responseTopic != null) {
      size += 3 + text(responseTopic, TOPIC_NAME_INVALID, "the response topic");
    }
    byte[] correlation = said.correlationData();
    if (correlation != null) {
      size += 3 + bounded(correlation.length, PAYLOAD_FORMAT_INVALID, "the correlation data");
    }
    for (MessageProperties.User each : said.user()) {
      size += 5;
      size += text(each.name(), PAYLOAD_FORMAT_INVALID, "the name of a user property");
      size += text(each.value(), PAYLOAD_FORMAT_INVALID, "a user property");
    }
    return size;
  }

  private static int text(String text, int code, String what) throws RefusedUpstream {
    boolean ascii = true;
    for (int i = 0; i < text.length() && ascii; i++) {
      ascii = text.charAt(i) >= ' ' && text.charAt(i) < 0x7F;
    }
    if (ascii) {
      return bounded(text.length(), code, what);
    }
    if (!Characters.allAllowed(text)) {
      throw new RefusedUpstream(code, what + " has a control character or half a character in it");
    }
    return bounded(text.getBytes(StandardCharsets.UTF_8).length, code, what);
  }

  private static int bounded(int bytes, int code, String what) throws RefusedUpstream {
    if (bytes > MAX_TEXT) {
      throw new RefusedUpstream(code, what + " has more than 65,535 bytes");
    }
    return bytes;
  }

  private static int variableIntSize(long value) {
    return value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : value < 1 << 21 ? 3 : 4;
  }
}
