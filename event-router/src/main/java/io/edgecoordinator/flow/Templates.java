package io.edgecoordinator.flow;

import io.edgecoordinator.document.DocumentNode;
import io.edgecoordinator.document.Suggestions;
import io.edgecoordinator.event.TopicTemplate;
import io.edgecoordinator.event.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the templates of a row. They may use what the row's topic captures, and nothing else. */
final class Templates {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9:_-]+");
  private static final int MAX_THING = 128;
  private static final int MAX_SHADOW = 64;

  private Templates() {}

  /** Reads a template of a topic name. */
  static Optional<TopicTemplate> topic(DocumentNode node, List<String> captures) {
    Optional<String> sample = sample(node, captures);
    if (sample.isEmpty()) {
      return Optional.empty();
    }
    try {
      Topics.validateName(sample.get());
    } catch (IllegalArgumentException malformed) {
      node.fault(String.valueOf(malformed.getMessage()));
      return Optional.empty();
    }
    return node.text().map(TopicTemplate::parse);
  }

  /** Reads a template of the name of a {@code thing} or a {@code shadow}. */
  static Optional<TopicTemplate> name(String what, DocumentNode node, List<String> captures) {
    Optional<String> sample = sample(node, captures);
    String fault = sample.map(name -> fault(what, name)).orElse(null);
    if (fault != null) {
      node.fault(fault);
      return Optional.empty();
    }
    return sample.isEmpty() ? Optional.empty() : node.text().map(TopicTemplate::parse);
  }

  /** Says why a text can't be the name of a {@code thing} or a {@code shadow}; null if it can. */
  static @Nullable String fault(String what, String name) {
    int most = what.equals("thing") ? MAX_THING : MAX_SHADOW;
    if (name.length() > most) {
      return "the name of a %s has no more than %d characters".formatted(what, most);
    }
    return NAME.matcher(name).matches()
        ? null
        : "the name of a " + what + " is letters, digits, ':', '_' and '-'";
  }

  /** Returns the template filled with something, or empty if a fault was reported. */
  private static Optional<String> sample(DocumentNode node, List<String> captures) {
    Optional<String> text = node.text();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      TopicTemplate template = TopicTemplate.parse(text.get());
      Map<String, String> values = new HashMap<>();
      for (String name : template.names()) {
        values.put(name, "x");
        if (!captures.contains(name)) {
          node.fault(
              "{"
                  + name
                  + "} is not captured by the row's topic"
                  + Suggestions.after(name, captures));
        }
      }
      return captures.containsAll(values.keySet())
          ? Optional.of(template.fill(values))
          : Optional.empty();
    } catch (IllegalArgumentException malformed) {
      node.fault(String.valueOf(malformed.getMessage()));
      return Optional.empty();
    }
  }
}
