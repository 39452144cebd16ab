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
import tools.jackson.databind.JsonNode;

/** Ends a deployment that has not ended by itself. */
@Command(
    name = "cancel",
    mixinStandardHelpOptions = true,
    description = {
      "Ends a deployment that has not ended by itself. If its version is in force already, the",
      "former one comes back."
    })
final class DeploymentsCancelCommand implements Callable<Integer> {

  @Parameters(paramLabel = "ID", description = "As `coordinator deployments` lists it.")
  private String id = "";

  @Mixin private final ApiOption api = new ApiOption();
  @Mixin private final JsonOption json = new JsonOption();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    try (Api coordinator = api.open()) {
      JsonNode answer =
          coordinator.post(
              DeploymentsCommand.PATH + "/" + Api.encoded(id) + "/cancel", new byte[0]);
      if (!json.prints(out, answer)) {
        out.println(
            "deployment %s is %s"
                .formatted(Printable.of(id), answer.path("state").stringValue("")));
      }
    }
    return 0;
  }
}
