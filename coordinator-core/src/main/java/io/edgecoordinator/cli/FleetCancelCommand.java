package io.edgecoordinator.cli;

import io.edgecoordinator.fleet.Cancellation;
import io.edgecoordinator.fleet.FleetLink;
import io.edgecoordinator.fleet.Roster;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Ends deployments that have not ended. */
@Command(
    name = "cancel",
    mixinStandardHelpOptions = true,
    description = {
      "Ends a deployment on boxes where it has not ended by itself. Boxes that are away hear of it",
      "when they are back. A version that is healthy stays."
    })
final class FleetCancelCommand implements Callable<Integer> {

  @Mixin private final BrokerOptions broker = new BrokerOptions();
  @Mixin private final TargetOptions targets = new TargetOptions();
  @Mixin private final JsonOption json = new JsonOption();

  @Option(
      names = "--deployment",
      paramLabel = "ID",
      description = "Which one; if not given, whichever each box is to have.")
  private @Nullable String deployment;

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      defaultValue = "30s",
      description = "So long boxes that are connected may take (default: ${DEFAULT-VALUE}).")
  private Duration wait = Duration.ofSeconds(30);

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    List<Cancellation.Result> results;
    try (FleetLink link = broker.connect()) {
      Roster roster = broker.roster(link);
      List<String> boxes = targets.among(link, roster);
      Cancellation cancellation =
          link.get(() -> new Cancellation(link.vertx(), link.upstream(), broker.topics(), roster));
      link.begin(() -> cancellation.start(boxes, deployment, wait)).join();
      results = link.get(cancellation::results);
    }
    if (!json.prints(out, Api.JSON.valueToTree(Map.of("boxes", results)))) {
      Table table = new Table("BOX", "DEPLOYMENT", "RESULT");
      results.forEach(each ->
          table.add(each.box(), Printable.of(each.deployment()), Printable.of(each.text())));
      table.print(out);
    }
    long left = results.stream().filter(each -> !each.done()).count();
    if (left > 0) {
      throw new Failure(
          "not cancelled on %d of %d boxes, see above".formatted(left, results.size()));
    }
    return 0;
  }
}
