package io.edgecoordinator.cli;

import io.edgecoordinator.fleet.FleetLink;
import io.edgecoordinator.fleet.Roster;
import io.edgecoordinator.fleet.Targets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which boxes a command is about. */
final class TargetOptions {

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Choice choice = new Choice();

  private static final class Choice {
    @Option(
        names = "--to",
        required = true,
        split = ",",
        paramLabel = "ID",
        description = "Ids of boxes, with commas between them.")
    private List<String> boxes = List.of();

    @Option(
        names = "--group",
        required = true,
        paramLabel = "GROUP",
        description = "All boxes whose configuration has the group (deployments.groups).")
    private @Nullable String group;
  }

  /** Returns the ids of the boxes, or fails with a line that says what is wrong. */
  List<String> among(FleetLink link, Roster roster) {
    Targets targets = new Targets(choice.boxes, choice.group);
    List<String> chosen;
    try {
      chosen = link.get(() -> targets.among(roster));
    } catch (java.util.concurrent.CompletionException wrong) {
      throw wrong.getCause() instanceof IllegalArgumentException none
          ? new Failure(String.valueOf(none.getMessage()))
          : wrong;
    }
    return chosen;
  }
}
