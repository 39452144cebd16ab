package io.edgecoordinator.cli;

import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Deletes a shadow. */
@Command(
    name = "delete",
    mixinStandardHelpOptions = true,
    description = "Deletes a shadow; the others of the thing stay.")
final class ShadowsDeleteCommand implements Callable<Integer> {

  @Mixin private final ShadowOption shadow = new ShadowOption();
  @Mixin private final ApiOption api = new ApiOption();
  @Mixin private final JsonOption json = new JsonOption();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    JsonNode answer;
    try (Api coordinator = api.open()) {
      answer = coordinator.delete(shadow.path(""));
    }
    if (!json.prints(out, answer)) {
      out.println(shadow + " was deleted; it had version " + answer.path("version"));
    }
    return 0;
  }
}
