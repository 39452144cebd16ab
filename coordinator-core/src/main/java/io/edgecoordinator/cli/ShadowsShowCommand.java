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

/** Shows one shadow. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Shows what is desired and what is reported, side by side, and what differs.")
final class ShadowsShowCommand implements Callable<Integer> {

  @Mixin private final ShadowOption shadow = new ShadowOption();
  @Mixin private final ApiOption api = new ApiOption();
  @Mixin private final JsonOption json = new JsonOption();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    JsonNode answer = api.get(shadow.path(""));
    if (json.prints(out, answer)) {
      return 0;
    }
    ShadowLeaves leaves = ShadowLeaves.of(answer);
    Times times = Times.ofThisMachine();
    String changed = times.full(Instant.parse(answer.path("changed").stringValue("")));
    out.println(shadow);
    out.println("  version  " + answer.path("version") + ", since " + changed);
    out.println("  creator  " + Printable.of(answer.path("creator").stringValue("")));
    out.println("  size     " + Quantities.bytes(answer.path("bytes").longValue(0)));
    out.println("  in step  " + (leaves.differing() == 0 ? "yes" : "no, see DELTA"));
    if (leaves.isEmpty()) {
      out.println("  nothing is desired or reported");
      return 0;
    }
    out.println();
    boolean whole = leaves.print(out, times);
    if (!whole) {
      out.println("… is what did not fit; --json shows it all");
    }
    return 0;
  }
}
