package io.edgecoordinator.examples;

import io.edgecoordinator.Coordinator;
import io.edgecoordinator.config.Configuration;
import io.edgecoordinator.config.HostPort;
import java.nio.file.Path;
import java.util.List;

/** A coordinator for a test, in this process, on free ports, called box-1. */
final class LoopbackCoordinator {

  private static final HostPort ANY = new HostPort("127.0.0.1", 0);

  private LoopbackCoordinator() {}

  /** Puts one together that keeps its data in a folder and runs bundles; it is yet to start. */
  static Coordinator of(Path data, Path... bundles) {
    return new Coordinator(
        new Configuration(
            "box-1",
            data,
            new Configuration.Mqtt(ANY, false),
            new Configuration.Http(ANY, false),
            List.of(bundles)));
  }
}
