package io.edgecoordinator.examples;

import io.edgecoordinator.Endpoints;
import java.io.PrintWriter;
import java.nio.file.Path;

/** An example that can be watched: who is there beside the coordinator, and what is said of it. */
interface Demo {

  /** Says what is to be seen, and what can be tried. */
  void introduce(PrintWriter out, Endpoints endpoints, Path bundle);

  /** Starts all who speak to the coordinator. */
  void start(DemoGateway gateway);
}
