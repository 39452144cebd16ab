package io.edgecoordinator.task.worker;

import io.edgecoordinator.task.wire.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Takes apart the text in which the prelude hands over what a handler gave: returned topic,
 * returned payload, then topic and payload of what was published, divided by U+0000. A payload is
 * {@code j} and JSON, or {@code b} and base64.
 */
final class JsOutput {

  private static final char DIVIDER = '\0';

  private JsOutput() {}

  static GuestOutput of(String text, StateUse state) throws CallFailedException {
    int divider = text.indexOf(DIVIDER);
    int end = nextDivider(text, divider + 1);
    String topic = divider == 0 ? null : text.substring(0, divider);
    byte[] payload = divider + 1 == end ? null : payload(text, divider + 1, end);
    List<GuestOutput.Publication> published = List.of();
    while (end < text.length()) {
      if (published.isEmpty()) {
        published = new ArrayList<>();
      }
      divider = nextDivider(text, end + 1);
      String publishedTopic = text.substring(end + 1, divider);
      end = nextDivider(text, divider + 1);
      published.add(new GuestOutput.Publication(publishedTopic, payload(text, divider + 1, end)));
    }
    return new GuestOutput(topic, payload, published, state);
  }

  private static int nextDivider(String text, int from) {
    int at = text.indexOf(DIVIDER, from);
    return at < 0 ? text.length() : at;
  }

  private static byte[] payload(String text, int from, int to) throws CallFailedException {
    if (from >= to) {
      throw new CallFailedException(Outcome.INVALID_RESULT, "a topic has U+0000 in it", "");
    }
    String content = text.substring(from + 1, to);
    if (text.charAt(from) != 'b') {
      return content.getBytes(StandardCharsets.UTF_8);
    }
    try {
      return Base64.getDecoder().decode(content);
    } catch (IllegalArgumentException notBase64) {
      throw new CallFailedException(
          Outcome.INVALID_RESULT, "{base64} has no base64 in it: " + notBase64.getMessage(), "");
    }
  }
}
