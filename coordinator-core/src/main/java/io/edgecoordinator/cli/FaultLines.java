package io.edgecoordinator.cli;

import java.io.PrintWriter;
import tools.jackson.databind.JsonNode;

/** Says below a list that the files hold something else than what is in force. */
final class FaultLines {

  private FaultLines() {}

  static void print(JsonNode answer, PrintWriter out) {
    JsonNode faults = answer.path("faults");
    if (faults.isEmpty()) {
      return;
    }
    out.println();
    out.println("The files as they lie there now are not in force:");
    for (JsonNode fault : faults) {
      int line = fault.path("line").intValue();
      String place = line == 0 ? "" : ":" + line + ":" + fault.path("column").intValue();
      String file = fault.path("file").stringValue("");
      out.println("  " + Printable.of(file + place + ": " + fault.path("message").stringValue("")));
    }
  }
}
