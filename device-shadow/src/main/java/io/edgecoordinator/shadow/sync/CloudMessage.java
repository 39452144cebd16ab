package io.edgecoordinator.shadow.sync;

import io.edgecoordinator.event.Payload;
import io.edgecoordinator.shadow.ShadowDocument;
import io.edgecoordinator.shadow.ShadowJson;
import io.edgecoordinator.shadow.ShadowName;
import io.edgecoordinator.shadow.ShadowOperation;
import io.edgecoordinator.shadow.ShadowRejection;
import io.edgecoordinator.shadow.ShadowTopic;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the cloud side tells of a shadow: the answer to a request of this box or of somebody else.
 *
 * @param accepted whether the request was done
 * @param content the JSON object of the answer
 */
record CloudMessage(
    ShadowName shadow, ShadowOperation operation, boolean accepted, JsonNode content) {

  /** The largest message that is read, in bytes. Documents with their metadata are far smaller. */
  static final int MAX_BYTES = 256 << 10;

  private static final String ACCEPTED = "/accepted";
  private static final String REJECTED = "/rejected";

  /** Returns what a message tells, or null if it is not one of the protocol's. */
  static @Nullable CloudMessage parse(String topic, Payload payload) {
    boolean accepted = topic.endsWith(ACCEPTED);
    if (payload.size() > MAX_BYTES || !(accepted || topic.endsWith(REJECTED))) {
      return null;
    }
    String suffix = accepted ? ACCEPTED : REJECTED;
    ShadowTopic of = ShadowTopic.parse(topic.substring(0, topic.length() - suffix.length()));
    if (of == null || of.shadow().fault() != null) {
      return null;
    }
    try {
      JsonNode content = ShadowJson.read(payload.bytes(), ShadowJson.MAX_NESTING);
      return content.isObject()
          ? new CloudMessage(of.shadow(), of.operation(), accepted, content)
          : null;
    } catch (ShadowRejection notJson) {
      return null;
    }
  }

  /** Returns the token of the request it answers; empty if that had none. */
  String token() {
    return content.path("clientToken").asString("");
  }

  /** Returns the shadow's version after the request; 0 if it is not said. */
  long version() {
    return content.path("version").asLong(0);
  }

  /** Returns the code of a rejection; 0 if it is not said. */
  int code() {
    return content.path("code").asInt(0);
  }

  /** Returns why a request was rejected. */
  String reason() {
    return "the cloud said %d %s".formatted(code(), content.path("message").asString(""));
  }

  /** Returns the document in the answer to a get. */
  ShadowDocument document() {
    return CloudDocument.ofAnswer(content);
  }
}
