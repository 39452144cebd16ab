package io.edgecoordinator.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.JsonNode;

/** Lists the shadows of a running coordinator. */
@Command(
    name = "shadows",
    mixinStandardHelpOptions = true,
    description = "Lists the device shadows, and whether what is desired of them is reported.",
    subcommands = {
      ShadowsShowCommand.class,
      ShadowsSetCommand.class,
      ShadowsDeleteCommand.class,
      ShadowsHistoryCommand.class
    })
final class ShadowsCommand implements Callable<Integer> {

  private static final String PATH = "/api/shadows";
  private static final int PAGE = 200;

  @Option(
      names = "--thing",
      paramLabel = "PREFIX",
      description = "Only those of things whose name begins so.")
  private String prefix = "";

  @Mixin private final ApiOption api = new ApiOption();
  @Mixin private final JsonOption json = new JsonOption();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    if (json.wanted()) {
      printJson(out);
    } else {
      Table table = new Table("THING", "NAME", "VERSION", "CHANGED", "IN STEP", "SIZE", "CREATOR");
      eachPage(page -> {
        page.forEach(shadow -> table.add(row(shadow)));
        table.print(out);
      });
    }
    return 0;
  }

  private void printJson(PrintWriter out) {
    try (JsonGenerator generator =
        Api.JSON
            .writerWithDefaultPrettyPrinter()
            .without(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .createGenerator(out)) {
      generator.writeStartObject();
      generator.writeArrayPropertyStart("shadows");
      eachPage(page -> page.forEach(generator::writeTree));
      generator.writeEndArray();
      generator.writeEndObject();
    }
    out.println();
  }

  /** Asks for one page after the other: there may be more shadows than fit into memory here. */
  private void eachPage(Consumer<JsonNode> print) {
    try (Api coordinator = api.open()) {
      String first = PATH + "?limit=" + PAGE + "&thing=" + Api.encoded(prefix);
      String after = "";
      do {
        JsonNode answer = coordinator.get(first + after);
        print.accept(answer.path("shadows"));
        String next = answer.path("next").stringValue("");
        after = next.isEmpty() ? "" : "&after=" + Api.encoded(next);
      } while (!after.isEmpty());
    }
  }

  private static String[] row(JsonNode shadow) {
    return new String[] {
      shadow.path("thing").stringValue(""),
      shadow.path("name").stringValue("-"),
      shadow.path("version").toString(),
      age(shadow.path("changed").stringValue("")),
      shadow.path("inStep").booleanValue(true) ? "yes" : "no",
      Quantities.bytes(shadow.path("bytes").longValue(0)),
      Printable.of(shadow.path("creator").stringValue(""))
    };
  }

  private static String age(String since) {
    Duration age = Duration.between(Instant.parse(since), InstantSource.system().instant());
    return Quantities.age(age.isNegative() ? Duration.ZERO : age) + " ago";
  }
}
