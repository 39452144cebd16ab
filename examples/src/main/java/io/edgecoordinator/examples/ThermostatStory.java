package io.edgecoordinator.examples;

import java.time.Instant;
import tools.jackson.databind.JsonNode;

/** Tells in plain words what became of each wish, as the coordinator's tail shows it. */
final class ThermostatStory {

  private final Chronicle chronicle;
  private volatile boolean isOff = true;
  private volatile String last = "";

  ThermostatStory(Chronicle chronicle) {
    this.chronicle = chronicle;
  }

  /** Takes what the thermostat says of itself. */
  void thermostat(String what) {
    chronicle.add(Instant.now(), "the thermostat " + what);
  }

  void switched(boolean on) {
    isOff = !on;
  }

  /** Takes what the display was sent. */
  void shown(JsonNode display) {
    String wanted = display.path("wanted") + " °C";
    String shown =
        display.path("met").booleanValue()
            ? wanted + ", as wanted"
            : "wanted %s, set to %s °C".formatted(wanted, display.path("set"));
    if (!shown.equals(last)) {
      last = shown;
      chronicle.add(Instant.now(), "the display shows: " + shown);
    }
  }

  /** Takes an event. */
  void routed(JsonNode event) {
    String topic = event.path("topic").stringValue("");
    JsonNode payload = event.path("payload");
    if (topic.endsWith("/wish")) {
      tell(event, "somebody wishes %s °C in the %s room".formatted(celsius(payload), room(topic)));
    } else if (topic.endsWith("/temperature")) {
      tell(event, "the thermostat measures %s °C".formatted(celsius(payload)));
    } else if (topic.endsWith("/update/accepted")) {
      tell(
          event,
          "its shadow, version %s: %s".formatted(payload.path("version"), payload.path("state")));
    } else if (topic.endsWith("/update/delta")) {
      tell(
          event,
          "the difference is told: %s%s"
              .formatted(payload.path("state"), isOff ? "; it waits for the thermostat" : ""));
    } else if (topic.endsWith("/update/documents")) {
      meeting(event, payload.path("current").path("state"));
    }
  }

  private void meeting(JsonNode event, JsonNode state) {
    JsonNode desired = state.path("desired");
    JsonNode reported = state.path("reported");
    if (desired.has("target")
        && desired.path("target").equals(reported.path("target"))
        && !event
            .path("payload")
            .path("previous")
            .path("state")
            .path("reported")
            .path("target")
            .equals(reported.path("target"))) {
      tell(event, "desired and reported meet at %s °C".formatted(desired.path("target")));
    }
  }

  private void tell(JsonNode event, String text) {
    StringBuilder line = new StringBuilder(text);
    for (JsonNode row : event.path("rows")) {
      String id = row.path("row").stringValue("");
      if (id.startsWith("thermostat/") && !id.endsWith("/display")) {
        String to = row.path("to").path(0).stringValue("");
        line.append("  → row ").append(id.substring(id.indexOf('/') + 1)).append(" to ");
        line.append(to, 0, to.indexOf(',') < 0 ? to.length() : to.indexOf(','));
      }
    }
    chronicle.add(Instant.parse(event.path("time").stringValue()), line.toString());
  }

  private static JsonNode celsius(JsonNode payload) {
    return payload.path("celsius");
  }

  private static String room(String topic) {
    return topic.split("/", -1)[1];
  }
}
