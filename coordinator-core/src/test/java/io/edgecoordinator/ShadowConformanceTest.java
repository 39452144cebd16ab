package io.edgecoordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.ShadowClient.Told;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a coordinator answers to requests of shadows over MQTT, document by document. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ShadowConformanceTest {

  @TempDir private static Path folder;
  private static RunningCoordinator coordinator;
  private static ShadowClient client;

  /** When each request was sent, in seconds. */
  private final List<Long> sent = new ArrayList<>();

  private final Map<String, Long> times = new HashMap<>();

  @BeforeAll
  static void start() {
    coordinator = new RunningCoordinator(folder.resolve("data"));
    client =
        new ShadowClient(coordinator.mqtt().port(), "conformance")
            .listeningTo("$aws/things/+/shadow/#");
  }

  @AfterAll
  static void stop() {
    client.close();
    coordinator.close();
  }

  static List<ShadowCase> cases() {
    return ShadowCase.all();
  }

  @Test
  void thereAreManySteps() {
    assertThat(cases().stream().mapToInt(each -> each.steps().size()).sum()).isGreaterThan(150);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void answersAsTheProtocolHasIt(ShadowCase one) throws InterruptedException {
    String thing = "thing-" + one.line();
    for (ShadowCase.Step step : one.steps()) {
      sent.add(step.secondLater() ? nextSecond() : now());
      List<Told> told = client.ask(thing, step.suffix(), step.payload());
      for (ShadowCase.Expected expected : step.expected()) {
        check(expected, take(told, ShadowClient.topic(thing, expected.suffix()), expected), thing);
      }
      assertThat(told).as("line %d: nothing more", step.line()).isEmpty();
    }
  }

  private static JsonNode take(List<Told> told, String topic, ShadowCase.Expected expected) {
    List<Told> found = told.stream().filter(each -> each.topic().equals(topic)).toList();
    assertThat(found).as("line %d: one of %s", expected.line(), told).hasSize(1);
    told.removeAll(found);
    return found.getFirst().document();
  }

  private void check(ShadowCase.Expected expected, JsonNode document, String thing) {
    if (!expected.isAny()) {
      JsonNode wanted = ShadowClient.JSON.readTree(expected.document().replace("${thing}", thing));
      assertThat(withTimes(document, wanted)).as("line %d", expected.line()).isEqualTo(wanted);
    }
  }

  /** Returns a document with the names of timestamps in their place, where they are right. */
  private JsonNode withTimes(JsonNode actual, JsonNode wanted) {
    if (wanted.isString() && wanted.stringValue().startsWith("@") && actual.isIntegralNumber()) {
      return isTime(wanted.stringValue(), actual.longValue()) ? wanted : actual;
    }
    if (actual instanceof ObjectNode object && wanted instanceof ObjectNode other) {
      ObjectNode copy = ShadowClient.JSON.createObjectNode();
      object
          .properties()
          .forEach(field ->
              copy.set(field.getKey(), withTimes(field.getValue(), other.path(field.getKey()))));
      return copy;
    }
    if (actual instanceof ArrayNode array && wanted instanceof ArrayNode other) {
      List<JsonNode> copy = new ArrayList<>();
      for (int i = 0; i < array.size(); i++) {
        copy.add(withTimes(array.get(i), other.path(i)));
      }
      return ShadowClient.JSON.createArrayNode().addAll(copy);
    }
    return actual;
  }

  /** A name stands for one time, which lies between its request and the next one. */
  private boolean isTime(String name, long seconds) {
    int request = Integer.parseInt(name.substring(1));
    long latest = request < sent.size() ? sent.get(request) : now();
    return seconds >= sent.get(request - 1)
        && seconds <= latest
        && times.computeIfAbsent(name, _ -> seconds) == seconds;
  }

  private static long nextSecond() {
    long before = now();
    while (now() == before) {
      Thread.onSpinWait();
    }
    return now();
  }

  private static long now() {
    return Instant.now().getEpochSecond();
  }
}
