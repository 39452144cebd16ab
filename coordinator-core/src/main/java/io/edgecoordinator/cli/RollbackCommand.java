package io.edgecoordinator.cli;

import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Deploys the former version of a bundle again. */
@Command(
    name = "rollback",
    mixinStandardHelpOptions = true,
    description = {
      "Puts the version of a deployed bundle in force that was so before, and waits for how that",
      "ends. Exit status 0 only if it is healthy."
    })
final class RollbackCommand implements Callable<Integer> {

  @Parameters(paramLabel = "BUNDLE", description = "Name of a deployed bundle.")
  private String bundle = "";

  @Mixin private final ApiOption api = new ApiOption();
  @Mixin private final JsonOption json = new JsonOption();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    try (Api coordinator = api.open()) {
      String path = "/api/bundles/" + Api.encoded(bundle) + "/rollback";
      new DeploymentProgress(coordinator, out, json).follow(coordinator.post(path, new byte[0]));
    }
    return 0;
  }
}
