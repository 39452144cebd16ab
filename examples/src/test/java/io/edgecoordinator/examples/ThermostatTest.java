package io.edgecoordinator.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.Coordinator;
import io.edgecoordinator.Endpoints;
import io.edgecoordinator.config.HostPort;
import io.edgecoordinator.examples.thermostat.Thermostat;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The example as it is shipped: a thermostat that is switched off and on, and its shadow. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ThermostatTest {

  private static final String DISPLAY = "displays/thermostat-living";

  @TempDir private Path data;
  private final List<String> diary = new CopyOnWriteArrayList<>();
  private Coordinator coordinator;
  private Thermostat thermostat;
  private MqttDevice panel;

  @BeforeEach
  void start() {
    coordinator = LoopbackCoordinator.of(data, Path.of("thermostat"));
    Endpoints endpoints = coordinator.start().await();
    HostPort mqtt = endpoints.mqtt();
    thermostat = new Thermostat("living", mqtt.host(), mqtt.port(), diary::add);
    panel = MqttDevice.connect(mqtt, "panel");
    panel.subscribe(DISPLAY, "$aws/things/thermostat-living/shadow/get/accepted");
  }

  @AfterEach
  void stop() {
    thermostat.close();
    panel.close();
    coordinator.stop().await();
  }

  private void wish(double celsius) {
    panel.publish("rooms/living/wish", "{\"celsius\":" + celsius + "}");
  }

  /** Waits until the display shows it. */
  private JsonNode shown(double wanted, boolean met) {
    JsonNode display;
    do {
      display = panel.next(DISPLAY);
    } while (display.path("wanted").doubleValue() != wanted
        || display.path("met").booleanValue() != met);
    return display;
  }

  @Test
  void desiredAndReportedMeetAlsoAfterTheThermostatWasOff() {
    thermostat.switchOn();
    wish(21.5);
    shown(21.5, true);
    assertThat(thermostat.target()).isEqualTo(21.5);

    thermostat.switchOff();
    wish(24);
    shown(24, false);
    wish(17.5);
    assertThat(shown(17.5, false).path("set").doubleValue()).isEqualTo(21.5);
    assertThat(shadow("off").path("state").path("delta")).hasToString("{\"target\":17.5}");

    thermostat.switchOn();
    shown(17.5, true);
    assertThat(thermostat.target()).isEqualTo(17.5);
    assertThat(shadow("on").path("state").has("delta")).isFalse();

    assertThat(diary)
        .containsSubsequence(
            "is switched off",
            "is switched on, and asks for its shadow",
            "was sent what it missed: {\"target\":24}",
            "was sent what it missed: {\"target\":17.5}",
            "turns its valve to 17.5 °C, and reports it")
        .doesNotContain("turns its valve to 24.0 °C, and reports it");
  }

  @Test
  void whatIsNotSensibleIsMadeSo() {
    thermostat.switchOn();
    wish(1_000);
    shown(28, true);
    assertThat(thermostat.target()).isEqualTo(28);
  }

  /** Asks for the shadow; the thermostat asks for it, too. */
  private JsonNode shadow(String token) {
    panel.publish(
        "$aws/things/thermostat-living/shadow/get", "{\"clientToken\":\"" + token + "\"}");
    JsonNode answer;
    do {
      answer = panel.next("$aws/things/thermostat-living/shadow/get/accepted");
    } while (!answer.path("clientToken").stringValue("").equals(token));
    return answer;
  }
}
