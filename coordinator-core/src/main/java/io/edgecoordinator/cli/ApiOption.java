package io.edgecoordinator.cli;

import io.edgecoordinator.config.ConfigurationLoader;
import io.edgecoordinator.config.HostPort;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Where the running coordinator is; for commands that ask it. */
final class ApiOption {

  @Option(
      names = "--http",
      paramLabel = "HOST:PORT",
      description =
          "HTTP address of the running coordinator (default: COORDINATOR_HTTP_LISTEN, or"
              + " 127.0.0.1:8080).")
  private @Nullable HostPort http;

  /** Asks the running coordinator for what is at a path. */
  JsonNode get(String path) {
    try (Api coordinator = open()) {
      return coordinator.get(path);
    }
  }

  Api open() {
    ConfigurationLoader loader = new ConfigurationLoader().environment(System.getenv());
    return new Api(http == null ? loader.load().http().listen() : http);
  }
}
