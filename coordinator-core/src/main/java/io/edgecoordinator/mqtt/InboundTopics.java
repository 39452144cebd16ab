package io.edgecoordinator.mqtt;

import static io.edgecoordinator.mqtt.ProtocolViolation.protocolError;

import io.edgecoordinator.event.Topics;
import io.edgecoordinator.mqtt.PacketReader.KnownString;
import org.jspecify.annotations.Nullable;

/**
 * The topics one client publishes to: each is checked, the last one is remembered, and so are those
 * that it gave an alias (MQTT 5, section 3.3.2.3.4). Lasts as long as the connection.
 */
final class InboundTopics {

  private static final @Nullable String[] NO_ALIASES = {};

  private final MqttLimits limits;
  private KnownString last = KnownString.NONE;

  /** By alias, once there is one. */
  private @Nullable String[] aliases = NO_ALIASES;

  InboundTopics(MqttLimits limits) {
    this.limits = limits;
  }

  /** Reads a topic name as it stands in a PUBLISH; it may be empty, and is not checked yet. */
  KnownString read(PacketReader in) throws ProtocolViolation {
    return in.readString(last);
  }

  /** Returns the topic of a PUBLISH without an alias. */
  String resolve(KnownString sent) throws ProtocolViolation {
    if (sent.byteCount() == 0) {
      throw protocolError("a PUBLISH without a topic");
    }
    if (sent != last) {
      check("topic", sent.text(), sent.byteCount(), limits);
      last = sent;
    }
    return sent.text();
  }

  /** Returns the topic of a PUBLISH with an alias, which from now on stands for it. */
  String resolve(KnownString sent, int alias) throws ProtocolViolation {
    if (alias == 0 || alias > limits.topicAliasMaximum()) {
      throw new ProtocolViolation(
          ReasonCode.TOPIC_ALIAS_INVALID,
          "topic alias %d, the maximum is %d".formatted(alias, limits.topicAliasMaximum()));
    }
    if (sent.byteCount() == 0) {
      String known = alias < aliases.length ? aliases[alias] : null;
      if (known == null) {
        throw protocolError("topic alias %d stands for nothing yet".formatted(alias));
      }
      return known;
    }
    String topic = resolve(sent);
    if (aliases.length == 0) {
      aliases = new String[limits.topicAliasMaximum() + 1];
    }
    aliases[alias] = topic;
    return topic;
  }

  /**
   * Throws what is wrong with the name of a topic.
   *
   * @param kind what it is the topic of, for people
   */
  static void check(String kind, String topic, int bytes, MqttLimits limits)
      throws ProtocolViolation {
    if (bytes > limits.maxTopicBytes()) {
      throw new ProtocolViolation(
          ReasonCode.TOPIC_NAME_INVALID,
          "a %s of %d bytes, the limit is %d".formatted(kind, bytes, limits.maxTopicBytes()));
    }
    try {
      Topics.validateName(topic);
    } catch (IllegalArgumentException e) {
      throw new ProtocolViolation(ReasonCode.TOPIC_NAME_INVALID, String.valueOf(e.getMessage()));
    }
  }
}
