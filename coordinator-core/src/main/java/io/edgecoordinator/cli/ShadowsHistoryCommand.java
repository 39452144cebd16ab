package io.edgecoordinator.cli;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Shows the last changes of a shadow. */
@Command(
    name = "history",
    mixinStandardHelpOptions = true,
    description = "Shows the last changes, the latest first, and who made them.")
final class ShadowsHistoryCommand implements Callable<Integer> {

  @Mixin private final ShadowOption shadow = new ShadowOption();
  @Mixin private final ApiOption api = new ApiOption();
  @Mixin private final JsonOption json = new JsonOption();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    JsonNode answer = api.get(shadow.path("/history"));
    if (json.prints(out, answer)) {
      return 0;
    }
    Times times = Times.ofThisMachine();
    Table table = new Table("CHANGE", "VERSION", "WHEN", "WHO", "WHAT");
    for (JsonNode change : answer.path("changes")) {
      table.add(
          change.path("number").toString(),
          change.path("version").toString(),
          times.full(Instant.parse(change.path("time").stringValue(""))),
          Printable.of(change.path("by").stringValue("")),
          what(change));
    }
    table.print(out);
    return 0;
  }

  private static String what(JsonNode change) {
    String operation = change.path("operation").stringValue("");
    if (change.has("state")) {
      return operation + " " + Printable.of(change.path("state").toString());
    }
    String text = change.path("text").stringValue("");
    return text.isEmpty() ? operation : operation + " " + Printable.of(text);
  }
}
