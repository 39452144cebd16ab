package io.edgecoordinator.deployment;

import io.edgecoordinator.event.Payload;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A box asks for a part of a bundle. The answer is one message with exactly these bytes.
 *
 * @param offset of the first byte, from 0
 * @param length bytes, at least 1
 */
public record BlockRequest(long offset, int length) {

  /**
   * The most bytes of a block: what a box asks for, but for the last block, which may be shorter.
   */
  public static final int MAX_LENGTH = 16 << 10;

  private static final JsonMapper JSON = new JsonMapper();

  public BlockRequest {
    if (offset < 0 || length < 1) {
      throw new IllegalArgumentException("a block begins at 0 or later and has a byte at least");
    }
  }

  /** Returns the request as JSON. */
  public Payload payload() {
    return Payload.of(
        "{\"offset\":%d,\"length\":%d}".formatted(offset, length).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads a request.
   *
   * @throws IllegalArgumentException if it is none; says why
   */
  public static BlockRequest parse(Payload payload) {
    try {
      JsonNode root = JSON.readTree(payload.bytes());
      JsonNode offset = root.path("offset");
      JsonNode length = root.path("length");
      if (!offset.canConvertToLong() || !length.canConvertToInt()) {
        throw new IllegalArgumentException("a request for a block needs offset and length");
      }
      return new BlockRequest(offset.asLong(), length.asInt());
    } catch (JacksonException notJson) {
      throw new IllegalArgumentException("a request for a block is JSON", notJson);
    }
  }
}
