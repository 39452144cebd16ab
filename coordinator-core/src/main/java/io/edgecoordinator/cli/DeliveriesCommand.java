package io.edgecoordinator.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Lists what waits, by destination. */
@Command(
    name = "deliveries",
    mixinStandardHelpOptions = true,
    description = "Lists what waits for each destination, and what was dropped and why.",
    subcommands = DeliveriesCommand.Show.class)
final class DeliveriesCommand implements Callable<Integer> {

  private static final String PATH = "/api/deliveries";

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
    Table table = new Table("DESTINATION", "PENDING", "SIZE", "OLDEST", "DROPPED");
    for (JsonNode queue : answer.path("deliveries")) {
      table.add(
          Printable.of(queue.path("destination").stringValue("")),
          queue.path("pending").toString(),
          Quantities.bytes(queue.path("bytes").longValue(0)),
          oldest(queue),
          dropped(queue));
    }
    table.print(out);
    return 0;
  }

  private static String oldest(JsonNode queue) {
    JsonNode age = queue.path("oldestAgeMillis");
    return age.isMissingNode() ? "-" : Quantities.age(Duration.ofMillis(age.longValue()));
  }

  private static String dropped(JsonNode queue) {
    String reasons = Counts.text(queue.path("dropped"));
    return reasons.isEmpty() ? "-" : reasons;
  }

  /** Shows one destination. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows what waits for one destination.")
  static final class Show implements Callable<Integer> {

    @Parameters(paramLabel = "DESTINATION", description = "As in the list.")
    private String destination = "";

    @Mixin private final ApiOption api = new ApiOption();
    @Mixin private final JsonOption json = new JsonOption();
    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
      PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
      JsonNode queue =
          api.get(PATH)
              .path("deliveries")
              .valueStream()
              .filter(each -> each.path("destination").stringValue("").equals(destination))
              .findFirst()
              .orElseThrow(() ->
                  new Failure(
                      "nothing was ever delivered to "
                          + destination
                          + "; `coordinator deliveries` lists the destinations"));
      if (json.prints(out, queue)) {
        return 0;
      }
      out.println(Printable.of(destination));
      out.println("  pending   " + queue.path("pending"));
      out.println("  size      " + Quantities.bytes(queue.path("bytes").longValue(0)));
      out.println("  oldest    " + oldest(queue));
      boolean survives = queue.path("durable").booleanValue(false);
      out.println(
          "  survives  " + (survives ? "a restart, where a guarantee is given" : "nothing"));
      for (Map.Entry<String, JsonNode> reason : queue.path("dropped").properties()) {
        out.println("  dropped   " + reason.getValue() + " " + reason.getKey());
      }
      return 0;
    }
  }
}
