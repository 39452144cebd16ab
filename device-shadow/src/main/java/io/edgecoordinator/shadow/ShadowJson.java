package io.edgecoordinator.shadow;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
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

  /** More takes too long to be read and written. */
  private static final int MAX_DIGITS = 1_000;

  static final JsonMapper MAPPER =
      JsonMapper.builder(factory(MAX_NESTING, MAX_DIGITS))
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  /** For who is after one text only; it takes no more memory than the bytes do, times 50 or so. */
  private static final JsonFactory WITHOUT_BOUNDS = factory(Integer.MAX_VALUE, Integer.MAX_VALUE);

  private ShadowJson() {}

  private static JsonFactory factory(int nesting, int digits) {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(nesting)
                .maxNumberLength(digits)
                .maxNameLength(Integer.MAX_VALUE)
                .maxStringLength(Integer.MAX_VALUE)
                .build())
        .build();
  }

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
      throw ShadowRejection.badRequest(
          String.valueOf(tooMuch.getMessage()).contains("nesting")
              ? tooDeep(depth)
              : "Invalid JSON: a number has more than " + MAX_DIGITS + " digits");
    } catch (NumberFormatException beyondBigDecimal) {
      throw ShadowRejection.badRequest("Invalid JSON: a number is out of range");
    } catch (JacksonException notJson) {
      // said below
    }
    throw ShadowRejection.badRequest("Invalid JSON");
  }

  /**
   * Returns a text of an object without making anything of the rest, however deep that may be.
   *
   * @return null if it is no object, has no such text, or is not JSON
   */
  static @Nullable String text(byte[] bytes, String name) {
    String found = null;
    try (JsonParser in = WITHOUT_BOUNDS.createParser(ObjectReadContext.empty(), bytes)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      while (in.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean wanted = in.currentName().equals(name);
        JsonToken value = in.nextToken();
        if (wanted) {
          found = value == JsonToken.VALUE_STRING ? in.getString() : null;
        }
        in.skipChildren();
      }
      return in.nextToken() == null ? found : null;
    } catch (JacksonException notJson) {
      return null;
    }
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
