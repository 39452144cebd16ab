package io.edgecoordinator.event;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A topic filter in which {@code {name}} stands for a {@code +} whose level is captured, such as
 * {@code freezers/{freezer}/telemetry}. Immutable.
 */
public final class TopicPattern {

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** Names that mean something else in a row's {@code when} and {@code transform}. */
  private static final Set<String> RESERVED =
      Set.of(
          "event",
          "topic",
          "device",
          "true",
          "false",
          "null",
          "in",
          "as",
          "break",
          "const",
          "continue",
          "else",
          "for",
          "function",
          "if",
          "import",
          "let",
          "loop",
          "namespace",
          "package",
          "return",
          "var",
          "void",
          "while");

  private final String text;
  private final String filter;
  private final List<String> names;

  /** The numbers of the captured levels, from 0 and growing; one for each name. */
  private final int[] levels;

  private TopicPattern(String text, String filter, List<String> names, int[] levels) {
    this.text = text;
    this.filter = filter;
    this.names = List.copyOf(names);
    this.levels = levels;
  }

  /**
   * Reads a pattern. A name is a letter or {@code _}, then letters, digits and {@code _}; it occurs
   * once, and is none of {@code event}, {@code topic}, {@code device} and the words of CEL.
   *
   * @throws IllegalArgumentException if it breaks a rule; the message names the rule
   */
  public static TopicPattern parse(String text) {
    String[] parts = text.split("/", -1);
    List<String> names = new ArrayList<>();
    int[] levels = new int[parts.length];
    for (int i = 0; i < parts.length; i++) {
      String part = parts[i];
      if (part.indexOf('{') < 0 && part.indexOf('}') < 0) {
        continue;
      }
      String name = nameIn(part, text);
      if (names.contains(name)) {
        throw new IllegalArgumentException("{" + name + "} occurs twice in \"" + text + "\"");
      }
      levels[names.size()] = i;
      names.add(name);
      parts[i] = "+";
    }
    String filter = String.join("/", parts);
    Topics.validateFilter(filter);
    return new TopicPattern(text, filter, names, levels);
  }

  private static String nameIn(String part, String text) {
    boolean whole = part.startsWith("{") && part.indexOf('}') == part.length() - 1;
    if (!whole || part.lastIndexOf('{') > 0) {
      throw new IllegalArgumentException("{name} must be a whole level in \"" + text + "\"");
    }
    String name = part.substring(1, part.length() - 1);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "{" + name + "}: a name is letters, digits and _, and does not begin with a digit");
    }
    if (RESERVED.contains(name)) {
      throw new IllegalArgumentException("{" + name + "}: the name is reserved");
    }
    return name;
  }

  /** Returns the plain MQTT filter, with {@code +} for each name. */
  public String filter() {
    return filter;
  }

  /** Returns the captured names in order. */
  public List<String> names() {
    return names;
  }

  /**
   * Returns what each name stands for in a topic, in the order of the names.
   *
   * @param topic one that the filter matches
   * @throws IllegalArgumentException if the topic has too few levels to be one
   */
  public Map<String, String> captures(String topic) {
    if (names.isEmpty()) {
      return Map.of();
    }
    Map<String, String> captures = LinkedHashMap.newLinkedHashMap(names.size());
    int level = 0;
    int from = 0;
    for (int i = 0; i < names.size(); i++) {
      for (; level < levels[i]; level++) {
        from = Topics.levelEnd(topic, from) + 1;
      }
      if (from > topic.length()) {
        throw new IllegalArgumentException("\"" + text + "\" does not match \"" + topic + "\"");
      }
      captures.put(names.get(i), topic.substring(from, Topics.levelEnd(topic, from)));
    }
    return Collections.unmodifiableMap(captures);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TopicPattern that && that.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** Returns the text it was read from. */
  @Override
  public String toString() {
    return text;
  }
}
