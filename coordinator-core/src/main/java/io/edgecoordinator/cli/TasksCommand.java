package io.edgecoordinator.cli;

import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Lists the tasks of a running coordinator, and how they do. */
@Command(
    name = "tasks",
    mixinStandardHelpOptions = true,
    description = "Lists the tasks of the running coordinator, and how they do.",
    subcommands = {TasksCommand.Show.class, TasksCommand.State.class})
final class TasksCommand implements Callable<Integer> {

  private static final String PATH = "/api/tasks";

  @Mixin private final ApiOption api = new ApiOption();
  @Mixin private final JsonOption json = new JsonOption();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    JsonNode answer = api.get(PATH);
    if (json.prints(out, answer)) {
      return 0;
    }
    Table table =
        new Table("TASK", "RUNTIME", "ENVS", "QUEUED", "CALLS", "FAILED", "P50", "P99", "");
    for (JsonNode task : answer.path("tasks")) {
      table.add(
          task.path("name").stringValue(""),
          task.path("runtime").stringValue(""),
          task.path("environments") + "/" + task.path("concurrency") + states(task),
          task.path("queued").toString(),
          task.path("calls").toString(),
          failed(task) == 0 ? "0" : failures(task),
          time(task, "p50Micros"),
          time(task, "p99Micros"),
          note(task));
    }
    table.print(out);
    out.println();
    workers(answer).print(out);
    FaultLines.print(answer, out);
    return 0;
  }

  private static Table workers(JsonNode answer) {
    Table table = new Table("WORKER", "FOR", "ENVS", "MEMORY", "HEAP", "");
    for (JsonNode worker : answer.path("workers")) {
      table.add(
          worker.path("name").stringValue(""),
          worker.path("use").stringValue(""),
          worker.path("environments") + states(worker),
          bytes(worker, "residentBytes") + " of " + bytes(worker, "plannedBytes"),
          bytes(worker, "heapLiveBytes") + " of " + bytes(worker, "heapMostBytes"),
          Printable.of(worker.path("waitsFor").stringValue("")));
    }
    return table;
  }

  private static String bytes(JsonNode node, String field) {
    return Quantities.bytes(node.path(field).longValue(0));
  }

  private static String states(JsonNode node) {
    String states =
        node.path("environmentsByState").properties().stream()
            .filter(state -> state.getValue().longValue(0) > 0)
            .map(state -> state.getValue() + " " + state.getKey())
            .collect(Collectors.joining(", "));
    return states.isEmpty() ? "" : " (" + states + ")";
  }

  private static String note(JsonNode task) {
    if (task.has("waitsFor")) {
      return Printable.of(task.path("waitsFor").stringValue(""));
    }
    return task.has("lastFailure") ? "last: " + lastFailure(task) : "";
  }

  private static long failed(JsonNode task) {
    return task.path("failures").valueStream().mapToLong(JsonNode::longValue).sum();
  }

  private static String failures(JsonNode task) {
    return Counts.text(task.path("failures"));
  }

  private static String lastFailure(JsonNode task) {
    return Printable.of(task.path("lastFailure").stringValue(""));
  }

  private static String time(JsonNode task, String which) {
    return task.path("calls").longValue(0) == 0
        ? "-"
        : Quantities.micros(task.path(which).longValue(0));
  }

  /** Shows one task. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows one task and how it does.")
  static final class Show implements Callable<Integer> {

    @Parameters(paramLabel = "TASK", description = "Its name.")
    private String name = "";

    @Mixin private final ApiOption api = new ApiOption();
    @Mixin private final JsonOption json = new JsonOption();
    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
      PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
      JsonNode task = api.get(PATH + "/" + Api.encoded(name));
      if (json.prints(out, task)) {
        return 0;
      }
      out.println(task.path("name").stringValue("") + ", of " + text(task, "bundle"));
      line(out, "handler", text(task, "runtime") + " " + text(task, "handler"));
      line(out, "isolation", text(task, "isolation") + ", priority " + text(task, "priority"));
      line(
          out,
          "environments",
          task.path("environments") + " of " + task.path("concurrency") + states(task));
      if (task.has("waitsFor")) {
        line(out, "waits for", Printable.of(text(task, "waitsFor")));
      }
      line(
          out,
          "limits",
          bytes(task, "memoryBytes")
              + " of memory, "
              + Quantities.micros(1_000 * task.path("timeoutMillis").longValue(0))
              + " a call");
      line(out, "calls", task.path("calls") + ", " + task.path("underWay") + " under way");
      line(out, "queue", task.path("queued") + " wait");
      line(
          out,
          "handler time",
          "p50 %s, p99 %s, mean %s"
              .formatted(
                  time(task, "p50Micros"), time(task, "p99Micros"), time(task, "averageMicros")));
      String failures = failures(task);
      line(out, "failures", failures.isEmpty() ? "none" : failures);
      if (task.has("lastFailure")) {
        line(out, "last failure", lastFailure(task));
      }
      line(
          out,
          "tried again",
          task.path("retries")
              + ", "
              + task.path("deadLetters")
              + " dead letters, "
              + task.path("overtaken")
              + " run again for their state");
      line(out, "state", task.path("stateKeys") + " keys, " + bytes(task, "stateBytes"));
      return 0;
    }

    private static String text(JsonNode task, String field) {
      return task.path(field).stringValue("");
    }

    private static void line(PrintWriter out, String what, String value) {
      out.println(String.format("  %-13s %s", what, value));
    }
  }

  /** Shows what a task keeps, and drops it. */
  @Command(
      name = "state",
      mixinStandardHelpOptions = true,
      description = "Shows what a task keeps in context.state, also of a task that was removed.")
  static final class State implements Callable<Integer> {

    private static final int WIDTH = 70;

    @Parameters(paramLabel = "TASK", description = "Its name.")
    private String name = "";

    @Option(names = "--delete", paramLabel = "KEY", description = "Take this key away.")
    private @Nullable String key;

    @Option(names = "--delete-all", description = "Take all keys away.")
    private boolean all;

    @Mixin private final ApiOption api = new ApiOption();
    @Mixin private final JsonOption json = new JsonOption();
    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
      PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
      String path = PATH + "/" + Api.encoded(name) + "/state";
      if (key != null || all) {
        delete(path, out);
        return 0;
      }
      JsonNode answer = api.get(path);
      if (json.prints(out, answer)) {
        return 0;
      }
      Table table = new Table("KEY", "SIZE", "VALUE");
      for (JsonNode entry : answer.path("state")) {
        table.add(
            Printable.of(entry.path("key").stringValue("")),
            Quantities.bytes(entry.path("bytes").longValue(0)),
            Table.shortened(
                entry.has("value")
                    ? Printable.of(entry.path("value").toString())
                    : "base64 " + entry.path("base64").stringValue(""),
                WIDTH));
      }
      table.print(out);
      return 0;
    }

    private void delete(String path, PrintWriter out) {
      String query = key == null ? "?all=true" : "?key=" + Api.encoded(key);
      JsonNode answer;
      try (Api coordinator = api.open()) {
        answer = coordinator.delete(path + query);
      }
      if (json.prints(out, answer)) {
        return;
      }
      long dropped = answer.path("dropped").longValue(0);
      if (dropped == 0) {
        throw new Failure("task " + name + " keeps no such thing; nothing was taken away");
      }
      out.println(dropped + (dropped == 1 ? " key was" : " keys were") + " taken away");
    }
  }
}
