package io.edgecoordinator.cli;

import io.edgecoordinator.deployment.DesiredDeployment.Install;
import io.edgecoordinator.fleet.BoxProgress;
import io.edgecoordinator.fleet.Rollout;
import java.io.Console;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Shows how a rollout gets on: a table that is drawn over and over on a terminal, one line for each
 * change elsewhere, or as JSON. Safe for use by several threads.
 */
final class FleetView {

  /** Rows of the table; the boxes that are most of interest are shown. */
  private static final int ROWS = 15;

  private final PrintWriter out;
  private final boolean json;
  private final boolean table;
  private final Install desired;
  private final Map<String, String> shown = new LinkedHashMap<>();
  private int drawn;

  FleetView(PrintWriter out, boolean json, Install desired) {
    this(out, json, isTerminal(), desired);
  }

  FleetView(PrintWriter out, boolean json, boolean terminal, Install desired) {
    this.out = out;
    this.json = json;
    this.table = terminal && !json;
    this.desired = desired;
  }

  @SuppressWarnings("SystemConsoleNull") // It may be null still where there is no terminal.
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  synchronized void begin(Rollout rollout) {
    if (!json) {
      long canaries = rollout.boxes().stream().filter(BoxProgress::canary).count();
      out.println(
          "%s %s to %d boxes%s, deployment %s"
              .formatted(
                  desired.bundle(),
                  desired.version(),
                  rollout.boxes().size(),
                  canaries == 0 ? "" : ", " + canaries + " of them first",
                  desired.deployment()));
    }
    out.flush();
  }

  synchronized void changed(BoxProgress box, Rollout rollout) {
    if (table) {
      draw(rollout);
    } else if (json) {
      out.println(node(box));
    } else if (!line(box).equals(shown.put(box.box(), line(box)))) {
      out.println(box.box() + "  " + line(box));
    }
    out.flush();
  }

  /** Percents are not shown, there would be too many lines. */
  private static String line(BoxProgress box) {
    return (box.word() + "  " + Printable.of(box.reason())).strip();
  }

  private void draw(Rollout rollout) {
    if (drawn > 0) {
      out.print("\033[" + drawn + "A");
    }
    List<String> lines = lines(rollout);
    lines.forEach(line -> out.println(line + "\033[K"));
    out.print("\033[J");
    drawn = lines.size();
  }

  private static List<String> lines(Rollout rollout) {
    java.io.StringWriter text = new java.io.StringWriter();
    PrintWriter to = new PrintWriter(text);
    to.println(counts(rollout));
    Table boxes = new Table("BOX", "STATE", "CAME", "REASON");
    rollout.boxes().stream()
        .filter(box -> box.step() != BoxProgress.Step.NOT_TOLD)
        .sorted(Comparator.comparingInt(FleetView::importance))
        .limit(ROWS)
        .forEach(box ->
            boxes.add(box.box(), box.word(), box.percent() + "%", Printable.of(box.reason())));
    boxes.print(to);
    return text.toString().lines().toList();
  }

  private static int importance(BoxProgress box) {
    return switch (box.step()) {
      case UNWELL, LATE -> 0;
      case TOLD -> 1;
      case HEALTHY -> 2;
      case NOT_TOLD -> 3;
    };
  }

  private static String counts(Rollout rollout) {
    Map<String, Integer> counts = new TreeMap<>();
    rollout.boxes().forEach(box -> counts.merge(box.word(), 1, Integer::sum));
    return String.join(
        ", ", counts.entrySet().stream().map(e -> e.getValue() + " " + e.getKey()).toList());
  }

  /** Says what became of it. */
  synchronized void end(Rollout rollout) {
    if (json) {
      ObjectNode root = Api.JSON.createObjectNode();
      root.put("deployment", desired.deployment());
      root.put("healthy", rollout.isSuccess());
      ArrayNode boxes = root.putArray("boxes");
      rollout.boxes().forEach(box -> boxes.add(node(box)));
      out.println(root);
    } else {
      out.println(counts(rollout));
      if (rollout.phase() == Rollout.Phase.STOPPED) {
        out.println("stopped: a canary did not do well, so the others were not told");
      }
      Table left = new Table("BOX", "STATE", "REASON");
      List<BoxProgress> unwell =
          rollout.boxes().stream()
              .filter(box -> box.step() != BoxProgress.Step.HEALTHY)
              .filter(box -> box.step() != BoxProgress.Step.NOT_TOLD)
              .toList();
      unwell.forEach(box -> left.add(box.box(), box.word(), Printable.of(box.reason())));
      if (!unwell.isEmpty()) {
        left.print(out);
      }
    }
    out.flush();
  }

  /** Says what is unfinished when the command is ended. */
  synchronized void interrupted(Rollout rollout) {
    List<String> unfinished =
        rollout.boxes().stream()
            .filter(box -> box.step() == BoxProgress.Step.TOLD)
            .map(BoxProgress::box)
            .toList();
    long untold =
        rollout.boxes().stream().filter(b -> b.step() == BoxProgress.Step.NOT_TOLD).count();
    if (!json) {
      out.println(
          "ended: told and not finished: %s; not told: %d boxes"
              .formatted(unfinished.isEmpty() ? "none" : String.join(", ", unfinished), untold));
      out.println(
          "`coordinator fleet cancel --deployment %s` takes it back"
              .formatted(desired.deployment()));
    }
    out.flush();
  }

  private static ObjectNode node(BoxProgress box) {
    return Api.JSON
        .createObjectNode()
        .put("box", box.box())
        .put("canary", box.canary())
        .put("state", box.word())
        .put("percent", box.percent())
        .put("reason", box.reason());
  }
}
