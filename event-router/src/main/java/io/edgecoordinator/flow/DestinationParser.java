package io.edgecoordinator.flow;

import io.edgecoordinator.document.DocumentNode;
import io.edgecoordinator.document.MappingNode;
import io.edgecoordinator.document.ScalarNode;
import io.edgecoordinator.document.SequenceNode;
import io.edgecoordinator.document.Suggestions;
import io.edgecoordinator.event.TopicTemplate;
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
  private final ExpressionCompiler compiler;

  DestinationParser(Collection<String> tasks, List<String> captures, ExpressionCompiler compiler) {
    this.tasks = tasks;
    this.captures = captures;
    this.compiler = compiler;
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
      case "upstream" -> Optional.of(new Destination.Upstream(null, null));
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
    int faultsBefore = mapping.faults().size();
    List<DocumentNode> given = new ArrayList<>();
    List<Optional<Destination>> destinations = new ArrayList<>();
    for (String key : KEYS) {
      DocumentNode name = mapping.optional(key);
      if (name.isPresent()) {
        given.add(name);
        destinations.add(destination(key, name, mapping));
      }
    }
    mapping.rejectUnknown();
    if (given.size() > 1) {
      mapping.fault("one destination has several keys; begin each with its own \"- \"");
    } else if (given.isEmpty() && mapping.faults().size() == faultsBefore) {
      mapping.fault("expected one of " + String.join(", ", KEYS) + ", and a name");
    }
    return mapping.faults().size() == faultsBefore ? destinations.getFirst() : Optional.empty();
  }

  private Optional<Destination> destination(String key, DocumentNode node, MappingNode mapping) {
    return switch (key) {
      case "task" -> node.text().map(name -> task(node, name));
      case "topic" -> Templates.topic(node, captures).map(Destination.Topic::new);
      case "upstream" -> upstream(node, mapping);
      default -> shadow(node, mapping);
    };
  }

  private Optional<Destination> upstream(DocumentNode node, MappingNode mapping) {
    DocumentNode viaNode = mapping.optional("via");
    Optional<String> via = viaNode.text();
    if (via.isPresent() && via.get().isBlank()) {
      viaNode.fault("via needs the name of a broker upstream");
    }
    return Templates.topic(node, captures)
        .map(topic -> new Destination.Upstream(topic, via.orElse(null)));
  }

  private Optional<Destination> shadow(DocumentNode node, MappingNode mapping) {
    Optional<TopicTemplate> thing = Templates.name("thing", node, captures);
    Optional<TopicTemplate> name = Templates.name("shadow", mapping.optional("name"), captures);
    Optional<Expression> reported = section(mapping.optional("reported"));
    Optional<Expression> desired = section(mapping.optional("desired"));
    return thing.map(it ->
        new Destination.Shadow(it, name.orElse(null), reported.orElse(null), desired.orElse(null)));
  }

  private Optional<Expression> section(DocumentNode node) {
    return node.scalar().flatMap(text -> compiler.object(text, captures));
  }

  private Destination task(DocumentNode node, String name) {
    if (!tasks.contains(name)) {
      node.fault(FlowParser.unknownTask(name, tasks));
    }
    return new Destination.Task(name);
  }
}
