package io.edgecoordinator.cli;

import io.edgecoordinator.event.Payload;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Calls a task, and shows what came of it. */
@Command(
    name = "invoke",
    mixinStandardHelpOptions = true,
    description = "Calls a task of the running coordinator, and prints what it returned.")
final class InvokeCommand implements Callable<Integer> {

  @Parameters(paramLabel = "TASK", description = "Name of the task.")
  private String task = "";

  @Option(
      names = "--payload",
      paramLabel = "JSON",
      description = "The event's payload (default: ${DEFAULT-VALUE}).",
      defaultValue = "{}",
      converter = JsonConverter.class)
  private Payload payload = Payload.EMPTY;

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "The event's topic (default: tasks/TASK/invoke).")
  private @Nullable String topic;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "How long to wait for the result, such as 5s (default: as long as it takes).",
      converter = DurationConverter.class)
  private @Nullable Duration timeout;

  @Mixin private final ApiOption api = new ApiOption();
  @Mixin private final JsonOption json = new JsonOption();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
    JsonNode result;
    try (Api coordinator = api.open()) {
      result = coordinator.result(path(), payload.bytes());
    }
    boolean failed = result.has("reason");
    if (json.prints(out, result)) {
      return failed ? 1 : 0;
    }
    for (JsonNode line : result.path("logs")) {
      err.println(LogsCommand.text(line));
    }
    if (failed) {
      printStack(result, err);
      throw new Failure(
          "task %s failed (%s): %s"
              .formatted(
                  task,
                  result.path("reason").stringValue(""),
                  Printable.of(result.path("error").stringValue(""))));
    }
    print(result, out);
    err.println("took " + result.path("tookMillis") + " ms");
    return 0;
  }

  private String path() {
    StringBuilder path = new StringBuilder("/api/tasks/" + Api.encoded(task) + "/invoke");
    if (topic != null) {
      path.append("?topic=").append(Api.encoded(topic));
    }
    if (timeout != null) {
      path.append(topic == null ? '?' : '&').append("timeout=").append(timeout.toMillis());
    }
    return path.toString();
  }

  private static void print(JsonNode result, PrintWriter out) {
    out.println(Printable.of(result.path("returned").toString()));
    if (result.has("topic")) {
      out.println("returned for " + Printable.of(result.path("topic").stringValue("")));
    }
    for (JsonNode published : result.path("published")) {
      out.println(
          "published "
              + Printable.of(published.path("topic").stringValue(""))
              + " "
              + Printable.of(published.path("payload").toString()));
    }
  }

  /** Prints the stack, unless the log of the call has shown it. */
  private static void printStack(JsonNode result, PrintWriter err) {
    String stack = result.path("details").stringValue("");
    if (result.path("logs").valueStream().noneMatch(line -> text(line).contains(stack))) {
      stack.lines().forEach(line -> err.println("    " + Printable.of(line)));
    }
  }

  private static String text(JsonNode line) {
    return line.path("text").stringValue("");
  }
}
