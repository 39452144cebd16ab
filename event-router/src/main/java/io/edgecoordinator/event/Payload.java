package io.edgecoordinator.event;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The content of an event: bytes that are never changed, and the JSON value they spell, parsed at
 * most once and only if somebody asks.
 *
 * <p>Safe for use by several threads: spelling or parsing twice in a race gives equal values.
 */
public final class Payload {

  /** No bytes at all. */
  public static final Payload EMPTY = new Payload(new byte[0], null);

  private static final JsonMapper JSON = new JsonMapper();
  private static final Object NOT_JSON = new Object();
  private static final Object NULL = new Object();

  private final @Nullable Supplier<byte[]> spelling;
  private volatile byte @Nullable [] bytes;
  private volatile @Nullable Object parsed;

  private Payload(byte @Nullable [] bytes, @Nullable Supplier<byte[]> spelling) {
    this.bytes = bytes;
    this.spelling = spelling;
  }

  /**
   * Wraps bytes without copying them.
   *
   * @param bytes the content; the caller must not change it afterwards
   */
  public static Payload of(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new Payload(bytes, null);
  }

  /**
   * Returns a payload that is spelled out when somebody asks for it, if anybody does.
   *
   * @param spelling gives the same bytes whenever it is asked, on any thread
   */
  public static Payload lazily(Supplier<byte[]> spelling) {
    return new Payload(null, spelling);
  }

  /** Returns a payload of the text in UTF-8. */
  public static Payload of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the payload that spells a value made of maps, lists, strings, numbers and booleans. */
  public static Payload ofJson(@Nullable Object value) {
    return of(JSON.writeValueAsBytes(value));
  }

  /** Returns the content itself, not a copy: do not change it. */
  public byte[] bytes() {
    byte[] known = bytes;
    if (known == null) {
      known = Objects.requireNonNull(spelling).get();
      bytes = known;
    }
    return known;
  }

  /** Returns the number of bytes. */
  public int size() {
    return bytes().length;
  }

  /** Says whether the content is one JSON value. An empty payload is not. */
  public boolean isJson() {
    return parse() != NOT_JSON;
  }

  /**
   * Returns the JSON value as maps, lists, strings, {@code Integer}, {@code Long}, {@code
   * BigInteger}, {@code Double}, booleans and null; null also where the content is not JSON, see
   * {@link #isJson()}.
   */
  public @Nullable Object json() {
    Object value = parse();
    return value == NOT_JSON ? null : value;
  }

  /** Returns the content as text, read as UTF-8; malformed bytes become U+FFFD. */
  public String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  private @Nullable Object parse() {
    Object known = parsed;
    if (known == null) {
      known = size() == 0 ? NOT_JSON : read();
      parsed = known;
    }
    return known == NULL ? null : known;
  }

  private Object read() {
    try {
      Object value = JSON.readValue(bytes(), Object.class);
      return value == null ? NULL : value;
    } catch (JacksonException notJson) {
      return NOT_JSON;
    }
  }

  @Override
  public String toString() {
    return text();
  }
}
