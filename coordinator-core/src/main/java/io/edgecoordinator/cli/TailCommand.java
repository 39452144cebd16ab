package io.edgecoordinator.cli;

import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Shows events as they are routed. */
@Command(
    name = "tail",
    mixinStandardHelpOptions = true,
    description = "Shows events as they pass through the running coordinator, and where they go.")
final class TailCommand implements Callable<Integer> {

  @Option(
      names = "--topic",
      paramLabel = "FILTER",
      description = "MQTT topic filter (default: ${DEFAULT-VALUE}).",
      defaultValue = "#")
  private String topic = "#";

  @Mixin private final ApiOption api = new ApiOption();
  @Mixin private final JsonOption json = new JsonOption();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    try (Api coordinator = api.open()) {
      coordinator.lines(
          "/api/tail?topic=" + Api.encoded(topic),
          event -> {
            out.println(json.wanted() ? event.toString() : Tail.text(event));
            out.flush();
          });
    }
    throw new Failure("the coordinator has stopped");
  }

  /** An event for people. */
  private static final class Tail {

    private static final int WIDTH = 100;

    static String text(JsonNode event) {
      if (event.has("missed")) {
        return "… %d events were not shown: they came faster than they could be sent"
            .formatted(event.path("missed").longValue());
      }
      String head =
          "%s  %s  %s  "
              .formatted(
                  time(event.path("time").stringValue("")),
                  Printable.of(event.path("source").stringValue("")),
                  Printable.of(event.path("topic").stringValue("")));
      StringBuilder text = new StringBuilder(head);
      text.append(Table.shortened(payload(event), WIDTH - head.length()));
      for (JsonNode row : event.path("rows")) {
        text.append("\n              → ").append(row.path("row").stringValue("")).append(": ");
        text.append(String.join(", ", strings(row.path("to"))));
      }
      if (event.path("rows").isEmpty()) {
        text.append("\n              → no row matches");
      }
      return text.toString();
    }

    private static String payload(JsonNode event) {
      JsonNode payload = event.path("payload");
      if (!payload.isMissingNode()) {
        return Printable.of(payload.toString());
      }
      return event.has("text")
          ? Printable.of(event.path("text").stringValue(""))
          : "(binary, %d bytes)".formatted(event.path("size").longValue());
    }

    /** Returns the time of day in this machine's zone. */
    private static String time(String instant) {
      return java.time.Instant.parse(instant)
          .atZone(java.time.ZoneId.systemDefault())
          .format(java.time.format.DateTimeFormatter.ofPattern("HH:mm:ss.SSS"));
    }

    private static java.util.List<String> strings(JsonNode array) {
      return array.valueStream().map(JsonNode::stringValue).toList();
    }
  }
}
