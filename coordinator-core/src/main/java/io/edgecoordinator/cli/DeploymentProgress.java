package io.edgecoordinator.cli;

import io.edgecoordinator.deployment.DeploymentState;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** Follows a deployment of a running coordinator to its end, and prints each state. */
final class DeploymentProgress {

  private static final long LOOK_MILLIS = 100;

  private final Api coordinator;
  private final PrintWriter out;
  private final JsonOption json;
  private int shown;

  DeploymentProgress(Api coordinator, PrintWriter out, JsonOption json) {
    this.coordinator = coordinator;
    this.out = out;
    this.json = json;
  }

  /**
   * Waits for the end.
   *
   * @param begun the deployment as the coordinator described it first
   * @throws Failure if it is another than healthy
   */
  void follow(JsonNode begun) {
    JsonNode now = begun;
    if (!json.wanted()) {
      out.println("deployment " + now.path("deployment").stringValue(""));
    }
    while (true) {
      DeploymentState state = DeploymentState.of(now.path("state").stringValue(""));
      show(now);
      if (state == DeploymentState.HEALTHY) {
        json.prints(out, now);
        return;
      }
      if (state.isTerminal()) {
        json.prints(out, now);
        throw new Failure(
            "%s %s: %s, %s"
                .formatted(
                    Printable.of(now.path("bundle").stringValue("")),
                    Printable.of(now.path("version").stringValue("")),
                    state,
                    Printable.of(now.path("reason").stringValue(""))));
      }
      pause();
      now =
          coordinator.get(
              "/api/deployments/" + Api.encoded(now.path("deployment").stringValue("")));
    }
  }

  private void show(JsonNode now) {
    JsonNode steps = now.path("steps");
    for (; shown < steps.size() && !json.wanted(); shown++) {
      out.println("  " + steps.path(shown).path("state").stringValue(""));
      out.flush();
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted; the deployment goes on");
    }
  }
}
