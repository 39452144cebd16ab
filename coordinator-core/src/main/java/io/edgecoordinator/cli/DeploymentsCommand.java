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

/** Lists the deployments of a running coordinator. */
@Command(
    name = "deployments",
    mixinStandardHelpOptions = true,
    description = "Lists the latest deployments, and what became of them.",
    subcommands = {DeploymentsShowCommand.class, DeploymentsCancelCommand.class})
final class DeploymentsCommand implements Callable<Integer> {

  static final String PATH = "/api/deployments";

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
    Times times = Times.ofThisMachine();
    Table table = new Table("DEPLOYMENT", "BUNDLE", "VERSION", "STATE", "SINCE", "REASON");
    for (JsonNode each : answer.path("deployments")) {
      table.add(
          text(each, "deployment"),
          text(each, "bundle"),
          text(each, "version"),
          text(each, "state"),
          times.brief(Instant.parse(text(each, "changed"))),
          text(each, "reason"));
    }
    table.print(out);
    return 0;
  }

  private static String text(JsonNode deployment, String key) {
    return Printable.of(deployment.path(key).stringValue(""));
  }
}
