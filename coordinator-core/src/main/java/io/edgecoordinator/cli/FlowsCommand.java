package io.edgecoordinator.cli;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Lists the rows of the table in force. */
@Command(
    name = "flows",
    mixinStandardHelpOptions = true,
    description = "Lists the rows of the event-flow table of the running coordinator.")
final class FlowsCommand implements Callable<Integer> {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

  @Option(names = "--history", description = "List the tables that were in force instead.")
  private boolean history;

  @Mixin private final ApiOption api = new ApiOption();
  @Mixin private final JsonOption json = new JsonOption();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    JsonNode answer;
    try (Api coordinator = api.open()) {
      answer = coordinator.get("/api/flows");
    }
    if (!json.prints(out, answer)) {
      Table table = history ? versions(answer) : rows(answer);
      table.print(out);
      answer
          .path("notes")
          .forEach(note -> out.println("note: " + Printable.of(note.stringValue(""))));
      FaultLines.print(answer, out);
    }
    return 0;
  }

  private static Table rows(JsonNode answer) {
    Table table = new Table("ROW", "FROM", "TOPIC", "TO");
    for (JsonNode flow : answer.path("flows")) {
      table.add(
          flow.path("id").stringValue(""),
          flow.path("from").stringValue(""),
          Printable.of(flow.path("topic").stringValue("")),
          String.join(", ", flow.path("to").valueStream().map(JsonNode::stringValue).toList()));
      if (flow.has("when")) {
        table.addNote("  when " + Printable.of(flow.path("when").stringValue("")));
      }
    }
    return table;
  }

  private static Table versions(JsonNode answer) {
    Table table = new Table("TABLE", "IN FORCE SINCE", "BUNDLES");
    for (JsonNode version : answer.path("history")) {
      table.add(
          version.path("version").toString(),
          TIME.format(Instant.parse(version.path("since").stringValue())),
          String.join(
              ", ", version.path("bundles").valueStream().map(JsonNode::stringValue).toList()));
    }
    return table;
  }
}
