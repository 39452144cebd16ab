package io.edgecoordinator.shadow;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads the JSON of requests and of the store. Numbers keep their digits. */
public final class ShadowJson {

  /** Deeper than any limit on shadows, and far from the end of the stack. */
  public static final int MAX_NESTING = 100;

  static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_NESTING).build())
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private ShadowJson() {}

  /**
   * Reads a request.
   *
   * @param depth named in the message if it is nested too deeply to be read at all
   * @throws ShadowRejection if it is not one value of JSON in UTF-8
   */
  public static JsonNode read(byte[] bytes, int depth) throws ShadowRejection {
    if (!isUtf8(bytes)) {
      throw ShadowRejection.notUtf8();
    }
    try {
      JsonNode read = MAPPER.readTree(bytes);
      if (read != null && !read.isMissingNode()) {
        return read;
      }
    } catch (StreamConstraintsException tooMuch) {
      if (bytes.length > MAX_NESTING) {
        throw ShadowRejection.badRequest(tooDeep(depth));
      }
    } catch (JacksonException notJson) {
      // said below
    }
    throw ShadowRejection.badRequest("Invalid JSON");
  }

  static String tooDeep(int depth) {
    return "JSON contains too many levels of nesting; maximum is " + depth;
  }

  /** Says whether it is UTF-8 and neither UTF-16 nor UTF-32, which are full of zeros. */
  private static boolean isUtf8(byte[] bytes) {
    for (byte each : bytes) {
      if (each == 0) {
        return false;
      }
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException malformed) {
      return false;
    }
  }

  /**
   * Returns how deep objects and arrays are nested in a value: 0 in one that is neither, 1 in an
   * object of such.
   */
  static int depth(JsonNode value) {
    int deepest = 0;
    for (JsonNode child : value) {
      deepest = Math.max(deepest, depth(child));
    }
    return value.isContainer() ? 1 + deepest : 0;
  }

  /** Says whether a null is somewhere within an array, where it can't mean to remove something. */
  static boolean hasNullInArray(JsonNode value) {
    return hasNull(value, false);
  }

  private static boolean hasNull(JsonNode value, boolean inArray) {
    if (value.isNull()) {
      return inArray;
    }
    for (JsonNode child : value) {
      if (hasNull(child, inArray || value.isArray())) {
        return true;
      }
    }
    return false;
  }
}
