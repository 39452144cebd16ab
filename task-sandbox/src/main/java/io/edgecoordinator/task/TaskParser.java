package io.edgecoordinator.task;

import io.edgecoordinator.document.DocumentNode;
import io.edgecoordinator.document.MappingNode;
import io.edgecoordinator.document.ScalarNode;
import io.edgecoordinator.document.Suggestions;
import io.edgecoordinator.event.Topics;
import io.edgecoordinator.flow.Priority;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the {@code tasks} of a bundle. What is wrong is reported at its place, and the task is then
 * left out, so that the next fault is found too.
 */
public final class TaskParser {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  /** A share of one processor. */
  private static final Pattern THINGS = Pattern.compile("[A-Za-z0-9:_-]+\\*?|\\*");

  private static final Pattern PERCENT = Pattern.compile("100%|[1-9][0-9]?%");

  private static final int MAX_CONCURRENCY = 64;

  private static final int MAX_EVENTS = 1_000_000_000;

  private final String bundle;
  private final BundleFiles files;

  /**
   * Creates a parser for one bundle.
   *
   * @param bundle the bundle's name
   * @param files the bundle's files, where the handlers must be
   */
  public TaskParser(String bundle, BundleFiles files) {
    this.bundle = bundle;
    this.files = files;
  }

  /** Returns the tasks of a mapping from names to definitions; none if it is missing. */
  public List<TaskDefinition> parse(DocumentNode tasks) {
    List<TaskDefinition> definitions = new ArrayList<>();
    for (MappingNode.Entry task : tasks.mapping().map(MappingNode::entries).orElse(List.of())) {
      if (!NAME.matcher(task.key()).matches()) {
        tasks
            .faults()
            .add(
                task.position(),
                "a task's name is 1 to 64 letters, digits, '.', '_' and '-', the first a letter or"
                    + " digit");
      }
      if (task.value().isPresent()) {
        task.value().mapping().flatMap(body -> task(task.key(), body)).ifPresent(definitions::add);
      } else {
        tasks
            .faults()
            .add(task.position(), "task " + task.key() + " has no runtime and no handler");
      }
    }
    return definitions;
  }

  private Optional<TaskDefinition> task(String name, MappingNode body) {
    Optional<TaskRuntime> runtime = body.required("runtime").oneOf(TaskRuntime.values());
    Optional<Handler> handler = handler(body.required("handler"), runtime);
    Optional<TaskLimits> limits = limits(body);
    Priority priority = body.optional("priority").oneOf(Priority.values()).orElse(Priority.NORMAL);
    boolean ordered = body.optional("ordered").bool().orElse(false);
    boolean safeToUpdate = body.optional("safeToUpdate").bool().orElse(false);
    Placement placement = placement(body);
    Map<String, String> environment = environment(body.optional("environment"));
    Permissions permissions = permissions(body.optional("permissions"));
    body.rejectUnknown();
    if (runtime.isEmpty() || handler.isEmpty() || limits.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new TaskDefinition(
            name,
            bundle,
            runtime.get(),
            handler.get(),
            limits.get(),
            priority,
            ordered,
            placement,
            environment,
            permissions,
            files,
            null,
            safeToUpdate));
  }

  private static Placement placement(MappingNode body) {
    return new Placement(
        body.optional("isolation").oneOf(Isolation.values()).orElse(Isolation.SHARED),
        body.optional("pinned").bool().orElse(false),
        body.optional("fresh").bool().orElse(false));
  }

  private Optional<Handler> handler(DocumentNode node, Optional<TaskRuntime> runtime) {
    Optional<Handler> handler =
        node.text()
            .flatMap(text -> {
              try {
                return Optional.of(Handler.parse(text));
              } catch (IllegalArgumentException wrong) {
                node.fault(String.valueOf(wrong.getMessage()));
                return Optional.empty();
              }
            });
    if (handler.isPresent() && runtime.isPresent()) {
      checkFile(node, handler.get(), runtime.get().suffixes());
    }
    return handler;
  }

  private void checkFile(DocumentNode node, Handler handler, List<String> suffixes) {
    if (suffixes.stream().anyMatch(suffix -> files.content(handler.file() + suffix) != null)) {
      return;
    }
    List<String> known =
        files.contents().keySet().stream()
            .filter(path -> suffixes.stream().anyMatch(path::endsWith))
            .map(path -> path.substring(0, path.lastIndexOf('.')))
            .toList();
    node.fault(
        "the bundle has no file %s%s%s"
            .formatted(
                handler.file(),
                suffixes.getFirst(),
                known.isEmpty() ? "" : Suggestions.after(handler.file(), known)));
  }

  private static Optional<TaskLimits> limits(MappingNode body) {
    DocumentNode memory = body.optional("memory");
    DocumentNode timeout = body.optional("timeout");
    DocumentNode concurrency = body.optional("concurrency");
    TaskLimits defaults = TaskLimits.DEFAULT;
    long bytes = memory.size().orElse(defaults.memory());
    Duration longest = timeout.duration().orElse(defaults.timeout());
    int environments = concurrency.integer(1, MAX_CONCURRENCY).orElse(defaults.concurrency());
    boolean memoryFits = accepts(memory, () -> new TaskLimits(bytes, defaults.timeout(), 1));
    boolean timeoutFits = accepts(timeout, () -> new TaskLimits(defaults.memory(), longest, 1));
    Optional<Quotas> quotas = quotas(body.optional("limits"));
    return memoryFits && timeoutFits && quotas.isPresent()
        ? Optional.of(new TaskLimits(bytes, longest, environments, quotas.get()))
        : Optional.empty();
  }

  private static Optional<Quotas> quotas(DocumentNode node) {
    Quotas defaults = Quotas.DEFAULT;
    Optional<MappingNode> found = node.mapping();
    if (found.isEmpty()) {
      return Optional.of(defaults);
    }
    MappingNode body = found.get();
    int processor = percent(body.optional("processor")).orElse(defaults.processor());
    long output = body.optional("output").size().orElse(defaults.output());
    int events =
        body.optional("events").integer(1, MAX_EVENTS).orElse(Math.toIntExact(defaults.events()));
    long log = body.optional("log").size().orElse(defaults.log());
    long state = body.optional("state").size().orElse(defaults.state());
    body.rejectUnknown();
    boolean fits = accepts(node, () -> new Quotas(processor, output, events, log, state));
    return fits ? Optional.of(new Quotas(processor, output, events, log, state)) : Optional.empty();
  }

  private static Optional<Integer> percent(DocumentNode node) {
    Optional<String> text = node.text();
    if (text.isPresent() && !PERCENT.matcher(text.get()).matches()) {
      node.fault("expected a share of one processor, 1% to 100%, such as 50%");
      return Optional.empty();
    }
    return text.map(share -> Integer.parseInt(share.substring(0, share.length() - 1)));
  }

  /** Reports at a node what a constructor has against its value. */
  private static boolean accepts(DocumentNode node, Runnable constructor) {
    try {
      constructor.run();
      return true;
    } catch (IllegalArgumentException outOfBounds) {
      node.fault(String.valueOf(outOfBounds.getMessage()));
      return false;
    }
  }

  private static Map<String, String> environment(DocumentNode node) {
    Map<String, String> environment = new LinkedHashMap<>();
    for (MappingNode.Entry entry : node.mapping().map(MappingNode::entries).orElse(List.of())) {
      entry.value().text().ifPresent(value -> environment.put(entry.key(), value));
    }
    return environment;
  }

  private static Permissions permissions(DocumentNode node) {
    Optional<MappingNode> found = node.mapping();
    if (found.isEmpty()) {
      return Permissions.NONE;
    }
    MappingNode body = found.get();
    List<String> publish = new ArrayList<>();
    for (DocumentNode filter : body.optional("publish").elements()) {
      filter.scalar().filter(TaskParser::isFilter).map(ScalarNode::value).ifPresent(publish::add);
    }
    List<String> shadow = new ArrayList<>();
    for (DocumentNode things : body.optional("shadow").elements()) {
      things.scalar().filter(TaskParser::isThings).map(ScalarNode::value).ifPresent(shadow::add);
    }
    Permissions permissions =
        new Permissions(
            publish, shadow, body.optional("invoke").strings(), body.optional("fetch").strings());
    body.rejectUnknown();
    return permissions;
  }

  private static boolean isThings(ScalarNode node) {
    boolean valid = THINGS.matcher(node.value()).matches();
    if (!valid) {
      node.fault(
          "names of things are letters, digits, ':', '_' and '-'; a * at the end stands for all"
              + " that begin so");
    }
    return valid;
  }

  private static boolean isFilter(ScalarNode node) {
    try {
      Topics.validateFilter(node.value());
      return true;
    } catch (IllegalArgumentException wrong) {
      node.fault(String.valueOf(wrong.getMessage()));
      return false;
    }
  }
}
