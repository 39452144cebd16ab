package io.edgecoordinator.cli;

import io.edgecoordinator.bundle.BundleLoader;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.http.ExplainRequest;
import io.edgecoordinator.http.FlowViews;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Says of each row whether it applies to an event, and what about it does not. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = {
      "Says of each row whether it would apply to an event, and which part of it would not.",
      "The rows are those of a bundle, or, if none is given, of the running coordinator."
    })
final class ExplainCommand implements Callable<Integer> {

  @Option(names = "--topic", paramLabel = "T", required = true, description = "The event's topic.")
  private String topic = "";

  @Option(
      names = "--payload",
      paramLabel = "JSON",
      description = "Its payload (default: none).",
      converter = JsonConverter.class)
  private Payload payload = Payload.EMPTY;

  @Option(
      names = "--from",
      paramLabel = "SOURCE",
      description =
          "devices, task:NAME, upstream, upstream:NAME, shadow or schedule (default: devices).")
  private String from = "devices";

  @Option(names = "--device", paramLabel = "NAME", description = "The device it is from.")
  private @Nullable String device;

  @Parameters(
      paramLabel = "BUNDLE",
      arity = "0..1",
      description = "Folder or zip; without it the running coordinator is asked.")
  private @Nullable Path bundle;

  @Mixin private final ApiOption api = new ApiOption();
  @Mixin private final JsonOption json = new JsonOption();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    CommandSpec command = Objects.requireNonNull(spec);
    PrintWriter out = command.commandLine().getOut();
    ExplainRequest request;
    try {
      request = new ExplainRequest(topic, payload, from, device);
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(command.commandLine(), String.valueOf(wrong.getMessage()));
    }
    JsonNode answer = bundle == null ? ask(request) : explain(request, bundle);
    if (!json.prints(out, answer)) {
      answer.path("rows").forEach(row -> print(row, out));
    }
    return 0;
  }

  private static JsonNode explain(ExplainRequest request, Path bundle) {
    var table = BundleLoader.table(BundleLoader.load(List.of(bundle)));
    return Api.JSON.valueToTree(FlowViews.explanation(table.explain(request.event(0))));
  }

  private JsonNode ask(ExplainRequest request) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("topic", request.topic());
    body.put("from", request.from());
    if (request.payload().isJson()) {
      body.put("payload", request.payload().json());
    }
    if (request.device() != null) {
      body.put("device", request.device());
    }
    try (Api coordinator = api.open()) {
      return coordinator.post("/api/explain", Api.JSON.writeValueAsBytes(body));
    }
  }

  private static void print(JsonNode row, PrintWriter out) {
    boolean applies = row.path("applies").booleanValue();
    String to = String.join(", ", row.path("to").valueStream().map(JsonNode::stringValue).toList());
    out.printf(
        "%s %s%s%n",
        applies ? "yes" : "no ",
        row.path("row").stringValue(""),
        applies ? "  →  " + Printable.of(to) : "");
    row.path("shadows").forEach(update -> printUpdate(update, out));
    if (row.has("hiddenBy")) {
      out.println("      hidden  by " + row.path("hiddenBy").stringValue("") + ", which drops it");
    }
    for (String part : List.of("from", "topic", "when")) {
      JsonNode verdict = row.path(part);
      String mark =
          switch (verdict.path("outcome").stringValue("")) {
            case "matches" -> "ok";
            case "differs" -> "NO";
            default -> "- ";
          };
      out.printf("    %s %-6s %s%n", mark, part, Printable.of(verdict.path("why").stringValue("")));
    }
  }

  private static void printUpdate(JsonNode update, PrintWriter out) {
    String fault = Printable.of(update.path("fault").stringValue(""));
    if (!update.has("topic")) {
      out.println("      asks nothing: " + fault);
      return;
    }
    String payload = update.path("payload").stringValue("");
    out.println("      asks " + Printable.of(update.path("topic").stringValue("") + " " + payload));
    if (!fault.isEmpty()) {
      out.println("      rejected: " + fault);
    }
  }
}
