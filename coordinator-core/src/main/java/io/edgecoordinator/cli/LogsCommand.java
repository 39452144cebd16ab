package io.edgecoordinator.cli;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Shows what a task logged, and how its calls failed. */
@Command(
    name = "logs",
    mixinStandardHelpOptions = true,
    description = "Shows the last lines of a task's log, and how its calls failed.")
final class LogsCommand implements Callable<Integer> {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

  @Parameters(paramLabel = "TASK", description = "Its name.")
  private String task = "";

  @Option(names = "--follow", description = "Go on with the lines that come.")
  private boolean follow;

  @Option(
      names = "--lines",
      paramLabel = "N",
      description = "How many of the last lines (default: ${DEFAULT-VALUE}).",
      defaultValue = "100")
  private int lines = 100;

  @Mixin private final ApiOption api = new ApiOption();

  @Option(names = "--json", description = "Print a line of JSON for each.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    String path =
        "/api/tasks/%s/logs?lines=%d&follow=%s".formatted(Api.encoded(task), lines, follow);
    Consumer<JsonNode> print =
        line -> {
          out.println(json ? line.toString() : text(line));
          out.flush();
        };
    try (Api coordinator = api.open()) {
      coordinator.lines(path, print);
    }
    if (follow) {
      throw new Failure("the coordinator has stopped");
    }
    return 0;
  }

  /** Returns a line for people; a stack goes over several. */
  static String text(JsonNode line) {
    if (line.has("missed")) {
      return "… %d lines were not shown: they came faster than they could be sent"
          .formatted(line.path("missed").longValue());
    }
    StringBuilder text =
        new StringBuilder(
            "%s  %-5s  %s  "
                .formatted(
                    TIME.format(
                        Instant.parse(line.path("time").stringValue(""))
                            .atZone(ZoneId.systemDefault())),
                    line.path("level").stringValue(""),
                    line.path("event").stringValue("-")));
    String[] rows = line.path("text").stringValue("").split("\n", -1);
    text.append(Printable.of(rows[0]));
    for (int i = 1; i < rows.length; i++) {
      text.append("\n      ").append(Printable.of(rows[i]));
    }
    return text.toString();
  }
}
