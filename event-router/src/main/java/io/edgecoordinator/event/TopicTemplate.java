package io.edgecoordinator.event;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A text with captured names in braces, such as {@code telemetry/{freezer}}. Immutable. */
public final class TopicTemplate {

  private final String text;
  private final List<String> literals;
  private final List<String> names;

  private TopicTemplate(String text, List<String> literals, List<String> names) {
    this.text = text;
    this.literals = List.copyOf(literals);
    this.names = List.copyOf(names);
  }

  /**
   * Reads a template.
   *
   * @throws IllegalArgumentException if a brace is not closed or a name is empty
   */
  public static TopicTemplate parse(String text) {
    List<String> literals = new ArrayList<>();
    List<String> names = new ArrayList<>();
    int from = 0;
    for (int open; (open = text.indexOf('{', from)) >= 0; ) {
      int close = text.indexOf('}', open);
      if (close < 0) {
        throw new IllegalArgumentException("'{' without '}' in \"" + text + "\"");
      }
      if (close == open + 1) {
        throw new IllegalArgumentException("'{}' without a name in \"" + text + "\"");
      }
      literals.add(text.substring(from, open));
      names.add(text.substring(open + 1, close));
      from = close + 1;
    }
    literals.add(text.substring(from));
    return new TopicTemplate(text, literals, names);
  }

  /** Returns the names in braces. */
  public Set<String> names() {
    return new LinkedHashSet<>(names);
  }

  /**
   * Puts the captures in.
   *
   * @throws IllegalArgumentException if a name has no value
   */
  public String fill(Map<String, String> captures) {
    if (names.isEmpty()) {
      return text;
    }
    StringBuilder filled = new StringBuilder(literals.getFirst());
    for (int i = 0; i < names.size(); i++) {
      String value = captures.get(names.get(i));
      if (value == null) {
        throw new IllegalArgumentException(
            "{" + names.get(i) + "} in \"" + text + "\" was not captured");
      }
      filled.append(value).append(literals.get(i + 1));
    }
    return filled.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TopicTemplate that && that.text.equals(text);
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
