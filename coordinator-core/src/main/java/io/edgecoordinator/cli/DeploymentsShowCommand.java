package io.edgecoordinator.cli;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Shows one deployment. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Shows one deployment, and why it is in its state.")
final class DeploymentsShowCommand implements Callable<Integer> {

  @Parameters(paramLabel = "ID", description = "As `coordinator deployments` lists it.")
  private String id = "";

  @Mixin private final ApiOption api = new ApiOption();
  @Mixin private final JsonOption json = new JsonOption();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    JsonNode deployment = api.get(DeploymentsCommand.PATH + "/" + Api.encoded(id));
    if (json.prints(out, deployment)) {
      return 0;
    }
    Times times = Times.ofThisMachine();
    out.println(text(deployment, "deployment"));
    out.println("  bundle   " + text(deployment, "bundle") + " " + text(deployment, "version"));
    out.println(
        "  state    %s, since %s"
            .formatted(
                text(deployment, "state"), times.full(Instant.parse(text(deployment, "changed")))));
    if (!text(deployment, "reason").isEmpty()) {
      out.println("  reason   " + text(deployment, "reason"));
    }
    out.println("  origin   " + text(deployment, "origin"));
    if (deployment.has("sha256")) {
      out.println("  archive  " + Quantities.bytes(deployment.path("size").longValue(0)));
      out.println("  sha256   " + text(deployment, "sha256"));
    }
    out.println("  steps");
    for (JsonNode step : deployment.path("steps")) {
      out.println(
          "    %s  %s".formatted(times.full(Instant.parse(text(step, "at"))), text(step, "state")));
    }
    return 0;
  }

  private static String text(JsonNode deployment, String key) {
    return Printable.of(deployment.path(key).stringValue(""));
  }
}
