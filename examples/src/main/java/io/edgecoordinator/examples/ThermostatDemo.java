package io.edgecoordinator.examples;

import io.edgecoordinator.Endpoints;
import io.edgecoordinator.examples.thermostat.Thermostat;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/** A thermostat that is switched off and on, somebody who wishes temperatures, and a display. */
final class ThermostatDemo implements Demo {

  private static final JsonMapper JSON = new JsonMapper();

  @Override
  public void introduce(PrintWriter out, Endpoints endpoints, Path bundle) {
    out.printf(
        """
        A gateway with a thermostat, which is switched off and on. MQTT %s, HTTP %s.
        What is desired of it and what it reports are in its shadow, and meet when it is there.

        Try it, in another terminal:
          mosquitto_sub -v -p %d -t '$aws/things/+/shadow/#'
          mosquitto_pub -p %d -t rooms/living/wish -m '{"celsius": 25}'
        The bundle is %s. Ctrl-C stops everything.

        """,
        endpoints.mqtt(),
        endpoints.http(),
        endpoints.mqtt().port(),
        endpoints.mqtt().port(),
        DemoGateway.shown(bundle));
  }

  @Override
  public void start(DemoGateway gateway) {
    Chronicle chronicle = new Chronicle(gateway.out());
    Thread printer = Thread.ofVirtual().start(chronicle::printAll);
    gateway.stopLater(printer::interrupt);
    ThermostatStory story = new ThermostatStory(chronicle);
    gateway.follow("rooms/#", story::routed);
    gateway.follow("$aws/#", story::routed);
    gateway.subscribe(
        "display",
        "displays/#",
        message -> story.shown(JSON.readTree(message.payload().getBytes())));

    Thermostat thermostat =
        new Thermostat("living", gateway.mqtt().host(), gateway.mqtt().port(), story::thermostat);
    gateway.stopLater(thermostat);
    DemoGateway.Publisher panel = gateway.publisher("panel");
    Thread player = Thread.ofVirtual().start(() -> play(story, thermostat, panel));
    gateway.stopLater(() -> {
      player.interrupt();
      player.join();
    });
  }

  private static void play(
      ThermostatStory story, Thermostat thermostat, DemoGateway.Publisher panel) {
    try {
      TimeUnit.SECONDS.sleep(1);
      story.switched(true);
      thermostat.switchOn();
      TimeUnit.SECONDS.sleep(2);
      while (true) {
        wish(panel, 21.5);
        TimeUnit.SECONDS.sleep(5);
        story.switched(false);
        thermostat.switchOff();
        TimeUnit.SECONDS.sleep(1);
        wish(panel, 24.0);
        TimeUnit.SECONDS.sleep(2);
        wish(panel, 17.5);
        TimeUnit.SECONDS.sleep(3);
        story.switched(true);
        thermostat.switchOn();
        TimeUnit.SECONDS.sleep(6);
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private static void wish(DemoGateway.Publisher panel, double celsius) {
    panel.publish("rooms/living/wish", "{\"celsius\":" + celsius + "}");
  }
}
