package io.edgecoordinator.cli;

import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Lists the tasks of a running coordinator, and how they do. */
@Command(
    name = "tasks",
    mixinStandardHelpOptions = true,
    description = "Lists the tasks of the running coordinator, and how they do.")
final class TasksCommand implements Callable<Integer> {

  @Mixin private final ApiOption api = new ApiOption();
  @Mixin private final JsonOption json = new JsonOption();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    JsonNode answer;
    try (Api coordinator = api.open()) {
      answer = coordinator.get("/api/tasks");
    }
    if (json.prints(out, answer)) {
      return 0;
    }
    Table table =
        new Table("TASK", "BUNDLE", "RUNTIME", "ENVS", "CALLS", "FAILED", "QUEUED", "MEAN", "");
    for (JsonNode task : answer.path("tasks")) {
      long failed = task.path("failures").valueStream().mapToLong(JsonNode::longValue).sum();
      table.add(
          task.path("name").stringValue(""),
          task.path("bundle").stringValue(""),
          task.path("runtime").stringValue(""),
          task.path("environments") + "/" + task.path("concurrency"),
          task.path("calls").toString(),
          Long.toString(failed),
          task.path("queued").toString(),
          task.path("calls").longValue() == 0 ? "-" : mean(task),
          task.has("lastFailure")
              ? "last failure: " + task.path("lastFailure").stringValue("")
              : "");
    }
    table.print(out);
    FaultLines.print(answer, out);
    return 0;
  }

  private static String mean(JsonNode task) {
    long micros = task.path("averageMicros").longValue();
    return micros < 10_000 ? micros + " µs" : micros / 1_000 + " ms";
  }
}
