package io.edgecoordinator.flow;

import io.edgecoordinator.document.DocumentNode;
import io.edgecoordinator.document.MappingNode;
import io.edgecoordinator.document.ScalarNode;
import io.edgecoordinator.document.SequenceNode;
import io.edgecoordinator.document.Suggestions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Reads the destinations of a row, its {@code to:}. */
final class DestinationParser {

  private static final List<String> KEYS = List.of("task", "topic", "upstream", "shadow");
  private static final List<String> WORDS = List.of("subscribers", "upstream", "log", "drop");

  private final Collection<String> tasks;
  private final List<String> captures;

  DestinationParser(Collection<String> tasks, List<String> captures) {
    this.tasks = tasks;
    this.captures = captures;
  }

  /** Returns the destinations of a list, or of a single one; none if there was a fault. */
  List<Destination> parse(DocumentNode to) {
    if (!to.isPresent()) {
      return List.of();
    }
    List<DocumentNode> elements =
        to instanceof SequenceNode sequence ? sequence.elements() : List.of(to);
    if (elements.isEmpty()) {
      to.fault("no destination; to let nobody see the event, say \"drop\"");
    }
    List<Destination> destinations = new ArrayList<>();
    for (DocumentNode element : elements) {
      destination(element).ifPresent(destinations::add);
    }
    boolean drops = destinations.contains(new Destination.Drop());
    if (drops && elements.size() > 1) {
      to.fault("\"drop\" cannot be combined with other destinations");
      return List.of();
    }
    return destinations.size() == elements.size() ? destinations : List.of();
  }

  private Optional<Destination> destination(DocumentNode node) {
    return switch (node) {
      case MappingNode mapping -> keyed(mapping);
      case ScalarNode word -> word(word);
      default -> {
        node.fault("expected a destination, found " + node.kind());
        yield Optional.empty();
      }
    };
  }

  private static Optional<Destination> word(ScalarNode word) {
    return switch (word.value()) {
      case "subscribers" -> Optional.of(new Destination.Subscribers());
      case "upstream" -> Optional.of(new Destination.Upstream(null));
      case "log" -> Optional.of(new Destination.Log());
      case "drop" -> Optional.of(new Destination.Drop());
      case "task", "topic", "shadow" -> {
        word.fault("\"" + word.value() + "\" needs a name: \"" + word.value() + ": NAME\"");
        yield Optional.empty();
      }
      default -> {
        List<String> known = new ArrayList<>(WORDS);
        known.addAll(KEYS.stream().map(key -> key + ": NAME").toList());
        word.fault(
            "unknown destination \""
                + word.value()
                + "\""
                + Suggestions.after(word.value(), known));
        yield Optional.empty();
      }
    };
  }

  private Optional<Destination> keyed(MappingNode mapping) {
    DocumentNode task = mapping.optional("task");
    DocumentNode topic = mapping.optional("topic");
    DocumentNode upstream = mapping.optional("upstream");
    DocumentNode shadow = mapping.optional("shadow");
    mapping.rejectUnknown();
    List<Destination> destinations = new ArrayList<>();
    task.text().map(name -> task(task, name)).ifPresent(destinations::add);
    Templates.topic(topic, captures).map(Destination.Topic::new).ifPresent(destinations::add);
    Templates.topic(upstream, captures).map(Destination.Upstream::new).ifPresent(destinations::add);
    Templates.thing(shadow, captures).map(Destination.Shadow::new).ifPresent(destinations::add);
    int keys = mapping.entries().size();
    if (keys > 1) {
      mapping.fault("one destination has several keys; begin each with its own \"- \"");
    }
    return keys == 1 && destinations.size() == 1
        ? Optional.of(destinations.getFirst())
        : Optional.empty();
  }

  private Destination task(DocumentNode node, String name) {
    if (!tasks.contains(name)) {
      node.fault(FlowParser.unknownTask(name, tasks));
    }
    return new Destination.Task(name);
  }
}
