package io.edgecoordinator.cli;

import io.edgecoordinator.deployment.DeploymentReport;
import io.edgecoordinator.fleet.BoxView;
import io.edgecoordinator.fleet.FleetLink;
import io.edgecoordinator.fleet.Roster;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Shows what the broker has kept of all boxes. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Shows all boxes that have ever connected to the broker, and their deployments.")
final class FleetStatusCommand implements Callable<Integer> {

  @Mixin private final BrokerOptions broker = new BrokerOptions();
  @Mixin private final JsonOption json = new JsonOption();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    List<BoxView> boxes;
    try (FleetLink link = broker.connect()) {
      Roster roster = broker.roster(link);
      boxes = link.get(roster::boxes).stream().filter(BoxView::hasBeenSeen).toList();
    }
    Instant now = InstantSource.system().instant();
    if (!json.prints(out, node(boxes))) {
      Table table = new Table("BOX", "CONNECTED", "BUNDLES", "STATE", "TOLD", "DEPLOYMENT, REASON");
      boxes.forEach(box -> table.add(row(box, now)));
      table.print(out);
    }
    return 0;
  }

  private static String[] row(BoxView box, Instant now) {
    DeploymentReport report = box.report();
    DeploymentReport.Progress last = report == null ? null : report.last();
    return new String[] {
      Printable.of(box.id()),
      connected(box),
      report == null ? "-" : Printable.of(bundles(report)),
      last == null ? "-" : last.state().toString(),
      report == null ? "-" : Quantities.age(Duration.between(report.at(), now)),
      Printable.of(
          last == null
              ? box.trouble()
              : (last.deployment() + "  " + last.reason() + box.trouble()).strip())
    };
  }

  private static String connected(BoxView box) {
    return box.connected() == null ? "?" : box.isConnected() ? "yes" : "no";
  }

  private static String bundles(DeploymentReport report) {
    return report.bundles().isEmpty()
        ? "-"
        : String.join(
            ", ",
            new TreeMap<>(report.bundles())
                .entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList());
  }

  private static ObjectNode node(List<BoxView> boxes) {
    ObjectNode root = Api.JSON.createObjectNode();
    ArrayNode array = root.putArray("boxes");
    for (BoxView box : boxes) {
      ObjectNode node = array.addObject().put("box", box.id()).put("connected", box.connected());
      if (box.report() != null) {
        node.set("status", Api.JSON.readTree(box.report().payload().bytes()));
      }
      if (box.desired() != null) {
        node.put("desired", box.desired().deployment());
      }
      node.put("trouble", box.trouble());
    }
    return root;
  }
}
