package io.edgecoordinator.cli;

import io.edgecoordinator.event.Payload;
import java.io.PrintWriter;
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

  @Mixin private final ApiOption api = new ApiOption();
  @Mixin private final JsonOption json = new JsonOption();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    JsonNode result;
    try (Api coordinator = api.open()) {
      result = coordinator.post("/api/tasks/" + Api.encoded(task) + "/invoke", payload.bytes());
    }
    if (!json.prints(out, result)) {
      out.println(result.path("returned"));
      for (JsonNode published : result.path("published")) {
        out.println(
            "published "
                + published.path("topic").stringValue("")
                + " "
                + published.path("payload"));
      }
    }
    return 0;
  }
}
