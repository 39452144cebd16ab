package io.edgecoordinator.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Many boxes, by way of the broker they all know. */
@Command(
    name = "fleet",
    mixinStandardHelpOptions = true,
    description = "Deploys to many boxes by way of a broker, and shows how they do.",
    subcommands = {FleetDeployCommand.class, FleetStatusCommand.class, FleetCancelCommand.class})
final class FleetCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        Objects.requireNonNull(spec).commandLine(), "say what to do: deploy, status or cancel");
  }
}
