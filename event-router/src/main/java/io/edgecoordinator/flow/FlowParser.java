package io.edgecoordinator.flow;

import io.edgecoordinator.document.DocumentNode;
import io.edgecoordinator.document.MappingNode;
import io.edgecoordinator.document.Position;
import io.edgecoordinator.document.ScalarNode;
import io.edgecoordinator.document.Suggestions;
import io.edgecoordinator.event.TopicPattern;
import io.edgecoordinator.event.TopicTemplate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the rows of a bundle, its {@code flows:}. All that is wrong is reported to the faults of
 * the document, in one go; a row with a fault is left out. Not safe for use by several threads.
 */
public final class FlowParser {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
  private static final String FROM_TASK = "task:";
  private static final String FROM_UPSTREAM = "upstream:";
  private static final int MOST_ATTEMPTS = 1_000;

  private final Set<String> tasks;
  private final ExpressionCompiler compiler = new ExpressionCompiler();
  private final Map<String, Position> ids = new HashMap<>();

  /**
   * Creates a parser for the rows of one bundle.
   *
   * @param tasks the names of the bundle's tasks, the only ones its rows may name
   */
  public FlowParser(Collection<String> tasks) {
    this.tasks = new LinkedHashSet<>(tasks);
  }

  /** Returns the rows of a list, in its order; none if there is no list. */
  public List<Flow> parse(DocumentNode flows) {
    return flows.elements().stream()
        .flatMap(element -> element.mapping().stream())
        .flatMap(row -> flow(row).stream())
        .toList();
  }

  private Optional<Flow> flow(MappingNode row) {
    int faultsBefore = row.faults().size();
    Optional<String> id = id(row.required("id"));
    Optional<From> from = from(row.optional("from"));
    DocumentNode topicNode = row.required("topic");
    Optional<TopicPattern> topic = topic(topicNode);
    List<String> captures = topic.map(TopicPattern::names).orElseGet(() -> names(topicNode));
    Optional<Expression> when =
        row.optional("when").scalar().flatMap(text -> compiler.criterion(text, captures));
    Optional<Expression> transform =
        row.optional("transform").scalar().flatMap(text -> compiler.transform(text, captures));
    Optional<Priority> priority = row.optional("priority").oneOf(Priority.values());
    List<Destination> to =
        new DestinationParser(tasks, captures, compiler).parse(row.required("to"));
    DeliveryOptions delivery = delivery(row, captures);
    row.rejectUnknown();
    if (row.faults().size() > faultsBefore || id.isEmpty() || from.isEmpty() || topic.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Flow(
            id.get(),
            from.get(),
            topic.get(),
            when.orElse(null),
            transform.orElse(null),
            priority.orElse(null),
            to,
            delivery));
  }

  private Optional<String> id(DocumentNode node) {
    Optional<String> id = node.text();
    if (id.isEmpty()) {
      return id;
    }
    if (!ID.matcher(id.get()).matches()) {
      node.fault(
          "id \""
              + id.get()
              + "\": an id is letters, digits, '.', '_' and '-', and begins with a"
              + " letter or digit");
    }
    Position former = ids.putIfAbsent(id.get(), node.position());
    if (former != null) {
      node.fault("id \"" + id.get() + "\" is taken by the row in line " + former.line());
    }
    return id;
  }

  private Optional<From> from(DocumentNode node) {
    if (!node.isPresent()) {
      return Optional.of(From.Kind.DEVICES);
    }
    return node.scalar().flatMap(this::from);
  }

  private Optional<From> from(ScalarNode scalar) {
    String text = scalar.value();
    List<String> known = new ArrayList<>();
    for (From.Kind kind : From.Kind.values()) {
      if (kind.toString().equals(text)) {
        return Optional.of(kind);
      }
      known.add(kind.toString());
    }
    if (text.startsWith(FROM_UPSTREAM)) {
      return fromUpstream(scalar, text.substring(FROM_UPSTREAM.length()));
    }
    if (!text.startsWith(FROM_TASK)) {
      tasks.forEach(task -> known.add(FROM_TASK + task));
      scalar.fault("unknown source \"" + text + "\"" + Suggestions.after(text, known));
      return Optional.empty();
    }
    String task = text.substring(FROM_TASK.length());
    if (!tasks.contains(task)) {
      scalar.fault(unknownTask(task, tasks));
    }
    return Optional.of(new From.Task(task));
  }

  private static Optional<From> fromUpstream(ScalarNode scalar, String name) {
    if (name.isBlank()) {
      scalar.fault(
          "\"upstream:\" needs a name: \"upstream:NAME\"; for all of them say \"upstream\"");
      return Optional.empty();
    }
    return Optional.of(new From.Upstream(name));
  }

  static String unknownTask(String task, Collection<String> tasks) {
    return "there is no task \"" + task + "\" in this bundle" + Suggestions.after(task, tasks);
  }

  private static Optional<TopicPattern> topic(DocumentNode node) {
    return node.text()
        .flatMap(text -> {
          try {
            return Optional.of(TopicPattern.parse(text));
          } catch (IllegalArgumentException malformed) {
            node.fault(String.valueOf(malformed.getMessage()));
            return Optional.empty();
          }
        });
  }

  /** Returns the names that can be told from a malformed pattern, to check the rest of the row. */
  private static List<String> names(DocumentNode malformed) {
    Set<String> names = new LinkedHashSet<>();
    for (String level : malformed.scalar().map(ScalarNode::value).orElse("").split("/", -1)) {
      try {
        names.addAll(TopicPattern.parse(level).names());
      } catch (IllegalArgumentException reported) {
        // The fault of the whole pattern covers it.
      }
    }
    return List.copyOf(names);
  }

  private static DeliveryOptions delivery(MappingNode row, List<String> captures) {
    var guarantee = row.optional("delivery").oneOf(DeliveryOptions.Guarantee.values());
    DocumentNode expiresNode = row.optional("expires");
    Optional<Duration> expires = expiresNode.duration();
    if (expires.isPresent() && expires.get().isZero()) {
      expiresNode.fault("expires must be greater than 0");
      expires = Optional.empty();
    }
    var retry = row.optional("retry").mapping().flatMap(FlowParser::retry);
    Optional<TopicTemplate> deadLetter = Templates.topic(row.optional("deadLetter"), captures);
    return new DeliveryOptions(
        guarantee.orElse(null), expires.orElse(null), retry.orElse(null), deadLetter.orElse(null));
  }

  private static Optional<DeliveryOptions.Retry> retry(MappingNode retry) {
    Optional<Integer> attempts = retry.required("attempts").integer(1, MOST_ATTEMPTS);
    Optional<Duration> backoff = retry.optional("backoff").duration();
    retry.rejectUnknown();
    return attempts.map(number -> new DeliveryOptions.Retry(number, backoff.orElse(null)));
  }
}
