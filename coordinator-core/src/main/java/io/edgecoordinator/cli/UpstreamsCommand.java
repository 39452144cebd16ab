package io.edgecoordinator.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Lists the brokers upstream. */
@Command(
    name = "upstreams",
    mixinStandardHelpOptions = true,
    description = "Lists the brokers upstream: whether they are there, and what waits for them.")
final class UpstreamsCommand implements Callable<Integer> {

  private static final String PATH = "/api/upstreams";

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
    Table table =
        new Table("UPSTREAM", "URL", "STATE", "WAITING", "SENT", "RECEIVED", "ROUND TRIP");
    for (JsonNode upstream : answer.path("upstreams")) {
      table.add(
          Printable.of(upstream.path("name").stringValue("")),
          Printable.of(upstream.path("url").stringValue("")),
          state(upstream),
          upstream.path("waiting").toString(),
          upstream.path("sent").toString(),
          upstream.path("received").toString(),
          roundTrip(upstream));
      String note = note(upstream);
      if (!note.isEmpty()) {
        table.addNote("  " + note);
      }
    }
    table.print(out);
    return 0;
  }

  private static String state(JsonNode upstream) {
    String state = upstream.path("connected").booleanValue(false) ? "connected" : "down";
    String since = upstream.path("since").stringValue("");
    if (since.isEmpty()) {
      return state;
    }
    Duration age = Duration.between(Instant.parse(since), InstantSource.system().instant());
    return state + " " + Quantities.age(age.isNegative() ? Duration.ZERO : age);
  }

  private static String roundTrip(JsonNode upstream) {
    JsonNode millis = upstream.path("roundTripMillis");
    return millis.isMissingNode() ? "-" : "%.1fms".formatted(millis.doubleValue());
  }

  /** Returns what is in the way, or may soon be; empty if nothing is. */
  private static String note(JsonNode upstream) {
    if (!upstream.path("connected").booleanValue(false)) {
      return Printable.of(upstream.path("lastFailure").stringValue(""));
    }
    JsonNode days = upstream.path("certificate").path("daysLeft");
    return days.isMissingNode() ? "" : "certificate: %d days".formatted(days.longValue());
  }
}
