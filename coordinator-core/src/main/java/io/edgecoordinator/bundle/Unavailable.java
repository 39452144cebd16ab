package io.edgecoordinator.bundle;

import io.edgecoordinator.flow.Flow;
import io.edgecoordinator.flow.From;
import java.util.ArrayList;
import java.util.List;

/**
 * What a bundle may say and this version does not do yet. No fault, so that a bundle written for a
 * later version runs as far as it can; but nobody shall have to find out.
 */
public final class Unavailable {

  private Unavailable() {}

  /** Returns what has no effect, one line each. */
  public static List<String> in(List<Bundle> bundles) {
    List<String> lines = new ArrayList<>();
    for (Bundle bundle : bundles) {
      for (Flow flow : bundle.flows()) {
        for (String what : in(flow)) {
          lines.add(
              "row %s/%s: %s is not available yet and has no effect"
                  .formatted(bundle.name(), flow.id(), what));
        }
      }
    }
    return lines;
  }

  private static List<String> in(Flow flow) {
    return flow.from() instanceof From.Kind kind && kind == From.Kind.SCHEDULE
        ? List.of("from: " + kind)
        : List.of();
  }
}
