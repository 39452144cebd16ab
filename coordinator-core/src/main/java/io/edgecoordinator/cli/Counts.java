package io.edgecoordinator.cli;

import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Counts by name, as people read them: {@code 2 idle, 1 running}. */
final class Counts {

  private Counts() {}

  /** Returns those of an object of names and numbers; empty if there are none. */
  static String text(JsonNode counts) {
    return counts.properties().stream()
        .map(count -> count.getValue() + " " + count.getKey())
        .collect(Collectors.joining(", "));
  }
}
