package io.edgecoordinator.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** For commands that list: the list as JSON. */
final class JsonOption {

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  /** Prints a value if JSON was asked for. */
  boolean prints(PrintWriter out, JsonNode value) {
    if (json) {
      out.println(Api.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value));
    }
    return json;
  }

  boolean wanted() {
    return json;
  }
}
