package io.edgecoordinator.task.worker;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Looks whether a text is JSON, without making anything of it, and finds the members of the object
 * that it is.
 */
final class JsonText {

  /** How deep objects and lists may be nested. */
  private static final int MAX_DEPTH = 500;

  private final String text;
  private int at;
  private final Map<String, String> members = new LinkedHashMap<>();

  private JsonText(String text) {
    this.text = text;
  }

  /** Says whether a text is one JSON value and nothing else. */
  static boolean isValue(String text) {
    return new JsonText(text).whole();
  }

  /** Returns the members of an object, each as JSON; nothing if the text is not an object. */
  static Optional<Map<String, String>> members(String text) {
    JsonText json = new JsonText(text);
    return json.whole() && text.stripLeading().startsWith("{")
        ? Optional.of(json.members)
        : Optional.empty();
  }

  /** Returns what a JSON string says; nothing if the JSON is something else. */
  static Optional<String> string(String json) {
    if (!json.startsWith("\"")) {
      return Optional.empty();
    }
    StringBuilder string = new StringBuilder(json.length());
    for (int i = 1; i < json.length() - 1; i++) {
      char c = json.charAt(i);
      if (c != '\\') {
        string.append(c);
        continue;
      }
      c = json.charAt(++i);
      switch (c) {
        case 'b' -> string.append('\b');
        case 'f' -> string.append('\f');
        case 'n' -> string.append('\n');
        case 'r' -> string.append('\r');
        case 't' -> string.append('\t');
        case 'u' -> {
          string.append((char) Integer.parseInt(json, i + 1, i + 5, 16));
          i += 4;
        }
        default -> string.append(c);
      }
    }
    return Optional.of(string.toString());
  }

  private boolean whole() {
    space();
    if (!value(0)) {
      return false;
    }
    space();
    return at == text.length();
  }

  private boolean value(int depth) {
    if (at >= text.length() || depth > MAX_DEPTH) {
      return false;
    }
    return switch (text.charAt(at)) {
      case '{' -> object(depth);
      case '[' -> list(depth);
      case '"' -> string();
      case 't' -> word("true");
      case 'f' -> word("false");
      case 'n' -> word("null");
      default -> number();
    };
  }

  private boolean object(int depth) {
    at++;
    space();
    if (skip('}')) {
      return true;
    }
    do {
      space();
      int name = at;
      if (!string()) {
        return false;
      }
      int nameEnd = at;
      space();
      if (!skip(':')) {
        return false;
      }
      space();
      int value = at;
      if (!value(depth + 1)) {
        return false;
      }
      if (depth == 0) {
        members.put(string(text.substring(name, nameEnd)).orElse(""), text.substring(value, at));
      }
      space();
    } while (skip(','));
    return skip('}');
  }

  private boolean list(int depth) {
    at++;
    space();
    if (skip(']')) {
      return true;
    }
    do {
      space();
      if (!value(depth + 1)) {
        return false;
      }
      space();
    } while (skip(','));
    return skip(']');
  }

  private boolean string() {
    if (!skip('"')) {
      return false;
    }
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return true;
      }
      if (c < ' ' || (c == '\\' && !escape())) {
        return false;
      }
    }
    return false;
  }

  private boolean escape() {
    if (at >= text.length()) {
      return false;
    }
    char c = text.charAt(at++);
    if (c != 'u') {
      return "\"\\/bfnrt".indexOf(c) >= 0;
    }
    for (int end = at + 4; at < end; at++) {
      if (at >= text.length() || Character.digit(text.charAt(at), 16) < 0) {
        return false;
      }
    }
    return true;
  }

  private boolean number() {
    skip('-');
    if (!skip('0') && !digits()) {
      return false;
    }
    if (skip('.') && !digits()) {
      return false;
    }
    if (skip('e') || skip('E')) {
      if (!skip('+')) {
        skip('-');
      }
      return digits();
    }
    return true;
  }

  private boolean digits() {
    int from = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at > from;
  }

  private boolean word(String word) {
    boolean there = text.startsWith(word, at);
    at += there ? word.length() : 0;
    return there;
  }

  private void space() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private boolean skip(char c) {
    boolean there = at < text.length() && text.charAt(at) == c;
    at += there ? 1 : 0;
    return there;
  }
}
