package io.edgecoordinator.task.worker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON into maps (in the order of the text), lists, strings, doubles, booleans and null. Made
 * for the few small files a worker has to understand itself, such as {@code package.json}.
 */
final class JsonReader {

  /** How deep objects and lists may be nested. */
  private static final int MAX_DEPTH = 100;

  private final String text;
  private int at;

  private JsonReader(String text) {
    this.text = text;
  }

  /**
   * Reads a text that is one value.
   *
   * @throws IllegalArgumentException if it is not JSON
   */
  static @Nullable Object read(String text) {
    JsonReader reader = new JsonReader(text);
    Object value = reader.value(0);
    reader.space();
    if (reader.at < text.length()) {
      throw reader.malformed();
    }
    return value;
  }

  private @Nullable Object value(int depth) {
    space();
    return switch (peek()) {
      case '{' -> object(depth + 1);
      case '[' -> list(depth + 1);
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Map<String, @Nullable Object> object(int depth) {
    begin(depth);
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    if (!skip('}')) {
      do {
        space();
        String name = string();
        space();
        expect(':');
        object.put(name, value(depth));
        space();
      } while (skip(','));
      expect('}');
    }
    return object;
  }

  private List<@Nullable Object> list(int depth) {
    begin(depth);
    List<@Nullable Object> list = new ArrayList<>();
    if (!skip(']')) {
      do {
        list.add(value(depth));
        space();
      } while (skip(','));
      expect(']');
    }
    return list;
  }

  private void begin(int depth) {
    if (depth > MAX_DEPTH) {
      throw malformed();
    }
    at++;
    space();
  }

  private String string() {
    expect('"');
    StringBuilder string = new StringBuilder();
    for (char c; (c = peek()) != '"'; ) {
      at++;
      string.append(c == '\\' ? escaped() : c);
    }
    at++;
    return string.toString();
  }

  private char escaped() {
    char c = peek();
    at++;
    return switch (c) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        if (at + 4 > text.length()) {
          throw malformed();
        }
        at += 4;
        yield (char) Integer.parseInt(text, at - 4, at, 16);
      }
      default -> c;
    };
  }

  private Double number() {
    int from = at;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    if (from == at) {
      throw malformed();
    }
    return Double.valueOf(text.substring(from, at));
  }

  private @Nullable Object word(String word, @Nullable Object value) {
    if (!text.startsWith(word, at)) {
      throw malformed();
    }
    at += word.length();
    return value;
  }

  private void space() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private char peek() {
    if (at >= text.length()) {
      throw malformed();
    }
    return text.charAt(at);
  }

  private boolean skip(char c) {
    boolean there = at < text.length() && text.charAt(at) == c;
    at += there ? 1 : 0;
    return there;
  }

  private void expect(char c) {
    if (!skip(c)) {
      throw malformed();
    }
  }

  private IllegalArgumentException malformed() {
    return new IllegalArgumentException("not JSON at character " + at);
  }
}
