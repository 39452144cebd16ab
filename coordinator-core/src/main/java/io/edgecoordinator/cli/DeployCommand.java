package io.edgecoordinator.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Deploys a bundle to the running coordinator of this box. */
@Command(
    name = "deploy",
    mixinStandardHelpOptions = true,
    description = {
      "Deploys a bundle to the running coordinator of this box, and waits for how it ends. The new",
      "version is watched for a while; if it does not do well, the former one comes back.",
      "Exit status 0 only if it is healthy."
    })
final class DeployCommand implements Callable<Integer> {

  @Parameters(paramLabel = "BUNDLE", description = "Folder or zip.")
  private Path bundle = Path.of("");

  @Mixin private final ApiOption api = new ApiOption();
  @Mixin private final JsonOption json = new JsonOption();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    if (!Files.exists(bundle)) {
      throw new Failure("there is no " + bundle);
    }
    try (Packed archive = Packed.of(bundle);
        Api coordinator = api.open()) {
      new DeploymentProgress(coordinator, out, json)
          .follow(coordinator.postZip("/api/deployments", archive.file()));
    }
    return 0;
  }
}
