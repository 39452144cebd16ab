package io.edgecoordinator.examples;

import io.edgecoordinator.Endpoints;
import io.edgecoordinator.config.HostPort;
import io.edgecoordinator.examples.coldchain.Freezers;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;

/** Freezers that publish to the coordinator, and a display that subscribed to alerts. */
final class ColdChainDemo implements Demo {

  @Override
  public void introduce(PrintWriter out, Endpoints endpoints, Path bundle) {
    HostPort http = endpoints.http();
    out.printf(
        """
        A gateway with three freezers; the door of freezer-2 was left open. MQTT %s, HTTP %s.

        Try it: edit %s
        and save. What you save is in force for the next reading. Or, in another terminal:
          mosquitto_pub -p %d -t freezers/mine/telemetry -m '{"celsius": -3, "door": "shut"}'
          ./coordinator flows%s
        Ctrl-C stops everything.

        """,
        endpoints.mqtt(),
        http,
        DemoGateway.shown(bundle.resolve("check-freezer.js")),
        endpoints.mqtt().port(),
        http.port() == 8080 ? "" : " --http " + http);
  }

  @Override
  public void start(DemoGateway gateway) {
    DemoStory story = new DemoStory(gateway.out());
    gateway.follow("#", story::routed);
    gateway.follow("$aws/things/+/shadow/update/documents", story::changed);
    gateway.subscribe(
        "display", "alerts/#", message -> story.shown(message.topicName(), Instant.now()));
    gateway.stopLater(Freezers.connect(gateway.mqtt().host(), gateway.mqtt().port()));
  }
}
