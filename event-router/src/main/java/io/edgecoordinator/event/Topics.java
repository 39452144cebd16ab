package io.edgecoordinator.event;

/**
 * The rules for MQTT topic names and topic filters (MQTT 3.1.1 and MQTT 5, section 4.7; for the
 * characters section 1.5.3 and 1.5.4).
 */
public final class Topics {

  /** The longest name or filter, in bytes of UTF-8 [MQTT-4.7.3-3]. */
  public static final int MAX_BYTES = 65_535;

  /**
   * The most levels a name or filter may have. The specification has no such limit; this one bounds
   * the cost of matching, and is mosquitto's.
   */
  public static final int MAX_LEVELS = 200;

  private Topics() {}

  /**
   * Checks the name of a topic, as a PUBLISH carries it.
   *
   * @throws IllegalArgumentException if it breaks a rule; the message names the rule
   */
  public static void validateName(String name) {
    validate("topic", name);
    if (name.indexOf('+') >= 0 || name.indexOf('#') >= 0) {
      throw fault("topic", name, "has a wildcard, which only a filter may have");
    }
  }

  /**
   * Checks a topic filter, as a SUBSCRIBE carries it.
   *
   * @throws IllegalArgumentException if it breaks a rule; the message names the rule
   */
  public static void validateFilter(String filter) {
    validate("topic filter", filter);
    int length = filter.length();
    for (int i = 0; i < length; i++) {
      char c = filter.charAt(i);
      if (c != '+' && c != '#') {
        continue;
      }
      boolean begins = i == 0 || filter.charAt(i - 1) == '/';
      boolean ends = i == length - 1 || filter.charAt(i + 1) == '/';
      if (!begins || !ends) {
        throw fault("topic filter", filter, "'" + c + "' must be a whole level");
      }
      if (c == '#' && i < length - 1) {
        throw fault("topic filter", filter, "'#' must be the last level");
      }
    }
  }

  /**
   * Says whether a filter matches a topic. Both must be valid.
   *
   * <p>A filter that begins with a wildcard does not match a topic that begins with {@code $}
   * [MQTT-4.7.2-1].
   */
  public static boolean matches(String filter, String topic) {
    if (topic.startsWith("$") && (filter.startsWith("+") || filter.startsWith("#"))) {
      return false;
    }
    int f = 0;
    int t = 0;
    while (true) {
      int filterEnd = levelEnd(filter, f);
      if (filterEnd == f + 1 && filter.charAt(f) == '#') {
        return true;
      }
      if (t > topic.length()) {
        return false;
      }
      int topicEnd = levelEnd(topic, t);
      boolean single = filterEnd == f + 1 && filter.charAt(f) == '+';
      if (!single
          && (filterEnd - f != topicEnd - t || !filter.regionMatches(f, topic, t, topicEnd - t))) {
        return false;
      }
      if (filterEnd == filter.length()) {
        return topicEnd == topic.length();
      }
      f = filterEnd + 1;
      t = topicEnd + 1;
    }
  }

  /** Returns the index after the last character of the level that begins at {@code from}. */
  public static int levelEnd(String text, int from) {
    int slash = text.indexOf('/', from);
    return slash < 0 ? text.length() : slash;
  }

  private static void validate(String kind, String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException(kind + " is empty");
    }
    int length = text.length();
    int bytes = 0;
    int levels = 1;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c == 0) {
        throw fault(kind, text, "has the character U+0000");
      } else if (c == '/') {
        levels++;
      }
      if (c < 0x80) {
        bytes++;
      } else if (c < 0x800) {
        bytes += 2;
      } else if (!Character.isSurrogate(c)) {
        bytes += 3;
      } else if (i + 1 < length && Character.isSurrogatePair(c, text.charAt(i + 1))) {
        bytes += 4;
        i++;
      } else {
        throw fault(kind, text, "is not well-formed Unicode");
      }
    }
    if (bytes > MAX_BYTES) {
      throw fault(kind, text, "has " + bytes + " bytes, the limit is " + MAX_BYTES);
    }
    if (levels > MAX_LEVELS) {
      throw fault(kind, text, "has " + levels + " levels, the limit is " + MAX_LEVELS);
    }
  }

  private static IllegalArgumentException fault(String kind, String text, String what) {
    String shown = text.length() <= 80 ? text : text.substring(0, 77) + "...";
    return new IllegalArgumentException(
        kind + " \"" + shown.replace("\0", "\\u0000") + "\": " + what);
  }
}
