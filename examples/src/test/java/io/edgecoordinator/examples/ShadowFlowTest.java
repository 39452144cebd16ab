package io.edgecoordinator.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.Coordinator;
import io.edgecoordinator.Endpoints;
import io.edgecoordinator.cli.Api;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Shadows in the flow: rows and tasks that write into them, rows that hear of them. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ShadowFlowTest {

  private static final String BUNDLE =
      """
      bundle: rooms
      version: 1.0.0
      tasks:
        regulate:
          runtime: js
          handler: regulate.handler
          permissions: { shadow: [ "heater-*" ] }
      flows:
        - id: readings
          topic: rooms/{room}/telemetry
          to:
            - shadow: "{room}"
            - shadow: "{room}"
              name: climate
              reported: "{'celsius': event.celsius}"
              desired: "{'window': event.celsius > 30.0 ? 'open' : 'shut'}"
        - id: too-cold
          topic: rooms/{room}/cold
          to: { task: regulate }
        - id: told
          from: shadow
          topic: $aws/things/{thing}/shadow/{operation}/{what}
          when: thing.startsWith('told')
          to: { topic: "told/{thing}/{operation}/{what}" }
        - id: told-of-named
          from: shadow
          topic: $aws/things/{thing}/shadow/name/{name}/{operation}/{what}
          when: thing.startsWith('told')
          to: { topic: "told/{thing}-{name}/{operation}/{what}" }
        - { id: told-to, from: shadow, topic: "told/#", to: subscribers }
        - id: circle
          from: shadow
          topic: $aws/things/{thing}/shadow/update/accepted
          when: thing == 'circle'
          to: { shadow: "{thing}", reported: "{'n': event.version}" }
      """;

  private static final String REGULATE =
      """
      export async function handler(event, context) {
        const heater = context.shadow(`heater-${context.captures.room}`);
        const before = await heater.get();
        await heater.update({ desired: { level: (before?.state.desired.level ?? 0) + 1 } });
      }
      """;

  @TempDir private static Path folder;
  private static Coordinator coordinator;
  private static Endpoints endpoints;

  @BeforeAll
  static void start() throws IOException {
    Path bundle = Files.createDirectory(folder.resolve("rooms"));
    Files.writeString(bundle.resolve("bundle.yaml"), BUNDLE);
    Files.writeString(bundle.resolve("regulate.js"), REGULATE);
    coordinator = LoopbackCoordinator.of(folder.resolve("data"), bundle);
    endpoints = coordinator.start().await();
  }

  @AfterAll
  static void stop() {
    coordinator.stop().await();
  }

  private static MqttDevice device(String name) {
    return MqttDevice.connect(endpoints.mqtt(), name);
  }

  @Test
  void aRowWritesIntoShadows() {
    try (MqttDevice device = device("kitchen-sensor")) {
      device.subscribe("$aws/things/kitchen/shadow/#");
      device.publish("rooms/kitchen/telemetry", "{\"celsius\": 31.50, \"humid\": true}");

      JsonNode classic = device.next("$aws/things/kitchen/shadow/update/accepted");
      assertThat(classic.path("state"))
          .hasToString("{\"reported\":{\"celsius\":31.50,\"humid\":true}}");
      JsonNode named = device.next("$aws/things/kitchen/shadow/name/climate/update/accepted");
      assertThat(named.path("state"))
          .hasToString("{\"desired\":{\"window\":\"open\"},\"reported\":{\"celsius\":31.5}}");
      JsonNode delta = device.next("$aws/things/kitchen/shadow/name/climate/update/delta");
      assertThat(delta.path("state")).hasToString("{\"window\":\"open\"}");
    }
  }

  @Test
  void whatNoShadowTakesIsRejectedAndDoesNoHarmToOthers() {
    try (MqttDevice device = device("garage-sensor")) {
      device.subscribe("$aws/things/+/shadow/update/rejected", "rooms/+/telemetry");

      device.publish("rooms/garage/telemetry", "19 degrees");
      assertThat(device.nextText("rooms/garage/telemetry")).isEqualTo("19 degrees");
      JsonNode notJson = device.next("$aws/things/garage/shadow/update/rejected");
      assertThat(notJson.path("code").intValue()).isEqualTo(400);
      assertThat(notJson.path("message").stringValue()).isEqualTo("Invalid JSON");

      device.publish("rooms/my garage/telemetry", "{\"celsius\":4}");
      assertThat(device.next("$aws/things/my garage/shadow/update/rejected").path("message"))
          .asString()
          .contains("the name of a thing is");

      device.publish("rooms/" + "x".repeat(129) + "/telemetry", "{\"celsius\":4}");
      assertThat(
              device
                  .next("$aws/things/" + "x".repeat(129) + "/shadow/update/rejected")
                  .path("code"))
          .hasToString("400");
    }
  }

  @Test
  void theLastOfABurstOfReadingsIsWhatIsReported() {
    try (MqttDevice device = device("hall-sensor")) {
      device.subscribe("$aws/things/hall/shadow/get/accepted");
      for (int i = 1; i <= 300; i++) {
        device.publish("rooms/hall/telemetry", "{\"celsius\":" + i + ".0}");
      }
      device.publish("$aws/things/hall/shadow/get", "");
      JsonNode shadow = device.next("$aws/things/hall/shadow/get/accepted");
      assertThat(shadow.path("state").path("reported")).hasToString("{\"celsius\":300.0}");
      assertThat(shadow.path("version").intValue()).isEqualTo(300);
    }
  }

  @Test
  void rowsHearWhatShadowsTell() {
    try (MqttDevice device = device("listener")) {
      device.subscribe("told/#");
      device.publish("$aws/things/told/shadow/update", "{\"state\":{\"desired\":{\"a\":1}}}");
      assertThat(device.next("told/told/update/accepted").path("version")).hasToString("1");
      assertThat(device.next("told/told/update/delta").path("state")).hasToString("{\"a\":1}");
      assertThat(device.next("told/told/update/documents").path("current").path("version"))
          .hasToString("1");
      device.publish("$aws/things/told/shadow/delete", "");
      assertThat(device.next("told/told/delete/accepted").path("version")).hasToString("1");

      device.publish(
          "$aws/things/told/shadow/name/n/update", "{\"state\":{\"reported\":{\"a\":1}}}");
      assertThat(device.next("told/told-n/update/accepted").path("version")).hasToString("1");
      assertThat(device.next("told/told-n/update/documents").path("previous").isNull()).isTrue();
    }
  }

  @Test
  void aCircleOfShadowAndRowEnds() throws IOException, InterruptedException {
    try (MqttDevice device = device("round")) {
      device.subscribe("$aws/things/circle/shadow/get/accepted");
      long before = refusedForHops();
      device.publish("$aws/things/circle/shadow/update", "{\"state\":{\"reported\":{\"n\":0}}}");
      while (refusedForHops() == before) {
        Thread.onSpinWait();
      }
      device.publish("$aws/things/circle/shadow/get", "");
      // Nine updates, with 0, 2 … 16 hops; of the last one nobody hears.
      assertThat(device.next("$aws/things/circle/shadow/get/accepted").path("version"))
          .hasToString("9");
    }
  }

  private static long refusedForHops() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + endpoints.http() + "/metrics")).build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      String page =
          client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8)).body();
      return page.lines()
          .filter(line -> !line.startsWith("#") && line.contains("hops"))
          .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void aDeviceThatWasAwayHearsWhatATaskDesiresOfIt() {
    try (MqttDevice heater = MqttDevice.connectPersistent(endpoints.mqtt(), "heater")) {
      heater.subscribe("$aws/things/heater-bath/shadow/update/delta");
    }
    try (MqttDevice sensor = device("bath-sensor")) {
      sensor.subscribe("$aws/things/heater-bath/shadow/update/accepted");
      sensor.publish("rooms/bath/cold", "{}");
      sensor.next("$aws/things/heater-bath/shadow/update/accepted");
      sensor.publish("rooms/bath/cold", "{}");
      sensor.next("$aws/things/heater-bath/shadow/update/accepted");
    }
    try (MqttDevice heater = MqttDevice.connectPersistent(endpoints.mqtt(), "heater")) {
      String topic = "$aws/things/heater-bath/shadow/update/delta";
      assertThat(heater.next(topic).path("state")).hasToString("{\"level\":1}");
      assertThat(heater.next(topic).path("state")).hasToString("{\"level\":2}");
      heater.publish(
          "$aws/things/heater-bath/shadow/update", "{\"state\":{\"reported\":{\"level\":2}}}");
    }
  }

  @Test
  void explainShowsWhatWouldBeAskedOfShadows() {
    try (Api api = new Api(endpoints.http())) {
      JsonNode rows =
          api.post(
                  "/api/explain",
                  "{\"topic\":\"rooms/attic/telemetry\",\"payload\":{\"celsius\":20.5}}"
                      .getBytes(StandardCharsets.UTF_8))
              .path("rows");
      JsonNode row =
          rows.valueStream()
              .filter(each -> each.path("row").stringValue("").equals("rooms/readings"))
              .findFirst()
              .orElseThrow();
      assertThat(row.path("to").toString())
          .contains("shadow: {room}, name: climate, reported: {'celsius': event.celsius}");
      assertThat(row.path("shadows").path(0).path("payload").stringValue())
          .isEqualTo("{\"state\":{\"reported\":{\"celsius\":20.5}}}");
      assertThat(row.path("shadows").path(1).path("topic").stringValue())
          .isEqualTo("$aws/things/attic/shadow/name/climate/update");
      assertThat(row.path("shadows").path(1).path("payload").stringValue())
          .isEqualTo(
              "{\"state\":{\"desired\":{\"window\":\"shut\"},\"reported\":{\"celsius\":20.5}}}");
    }
  }
}
