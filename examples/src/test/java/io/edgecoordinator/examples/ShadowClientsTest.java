package io.edgecoordinator.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.Coordinator;
import io.edgecoordinator.Endpoints;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Several clients update one shadow at random, at the same time. What they are told is put in the
 * order of its versions and compared with a model that has the same updates one after the other.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ShadowClientsTest {

  private static final String TOPIC = "$aws/things/t/shadow/";
  private static final int CLIENTS = 4;
  private static final int UPDATES = 400;
  private static final int AT_A_TIME = 8;
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path folder;
  private final List<MqttDevice> clients = new ArrayList<>();
  private final Map<String, ObjectNode> asked = new HashMap<>();
  private Coordinator coordinator;
  private MqttDevice observer;

  @BeforeEach
  void start() {
    coordinator = LoopbackCoordinator.of(folder.resolve("data"));
    Endpoints endpoints = coordinator.start().await();
    observer = MqttDevice.connect(endpoints.mqtt(), "observer");
    observer.subscribe(TOPIC + "update/+");
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(MqttDevice.connect(endpoints.mqtt(), "client-" + i));
    }
  }

  @AfterEach
  void stop() {
    clients.forEach(MqttDevice::close);
    observer.close();
    coordinator.stop().await();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void updatesOfAllClientsAreOneSequence(long seed) {
    Random random = new Random(seed);
    SortedMap<Integer, JsonNode> accepted = new TreeMap<>();
    int conflicts = 0;
    for (int sent = 0; sent < UPDATES; sent += AT_A_TIME) {
      int last = accepted.isEmpty() ? 0 : accepted.lastKey();
      for (int i = 0; i < AT_A_TIME; i++) {
        ObjectNode update = update(random, last);
        clients.get(random.nextInt(CLIENTS)).publish(TOPIC + "update", update.toString());
      }
      for (int i = 0; i < AT_A_TIME; i++) {
        MqttDevice.Message answer =
            observer.nextOf(Set.of(TOPIC + "update/accepted", TOPIC + "update/rejected"));
        if (answer.topic().endsWith("rejected")) {
          assertThat(answer.json().path("code").intValue()).isEqualTo(409);
          assertThat(asked.get(token(answer.json())).has("version")).isTrue();
          conflicts++;
        } else {
          JsonNode other = accepted.put(answer.json().path("version").intValue(), answer.json());
          assertThat(other).as("a version twice").isNull();
        }
      }
    }
    assertThat(conflicts).isPositive();
    assertThat(accepted.firstKey()).isEqualTo(1);
    assertThat(accepted.lastKey()).isEqualTo(accepted.size());
    checkAgainstModel(accepted);
  }

  private void checkAgainstModel(SortedMap<Integer, JsonNode> accepted) {
    ObjectNode model = JSON.createObjectNode();
    accepted.forEach((version, answer) -> {
      ObjectNode request = asked.get(token(answer));
      assertThat(answer.path("state")).isEqualTo(request.path("state"));
      if (request.has("version")) {
        assertThat(request.path("version").intValue()).isEqualTo(version - 1);
      }
      ObjectNode before = model.deepCopy();
      merge(model, request.path("state"));
      removeEmptySections(model);

      JsonNode documents = observer.next(TOPIC + "update/documents");
      assertThat(documents.at("/current/version").intValue()).isEqualTo(version);
      assertThat(documents.at("/current/state")).isEqualTo(model);
      if (version > 1) {
        assertThat(documents.at("/previous/version").intValue()).isEqualTo(version - 1);
        assertThat(documents.at("/previous/state")).isEqualTo(before);
      }
      JsonNode delta = difference(model.path("desired"), model.path("reported"));
      if (!delta.isEmpty()) {
        JsonNode told = observer.next(TOPIC + "update/delta");
        assertThat(told.path("version").intValue()).isEqualTo(version);
        assertThat(told.path("state")).isEqualTo(delta);
      }
    });
    clients.getFirst().subscribe(TOPIC + "get/accepted");
    clients.getFirst().publish(TOPIC + "get", "");
    JsonNode last = clients.getFirst().next(TOPIC + "get/accepted");
    assertThat(last.at("/state/desired")).isEqualTo(model.path("desired"));
    assertThat(last.at("/state/reported")).isEqualTo(model.path("reported"));
  }

  private static String token(JsonNode document) {
    return document.path("clientToken").stringValue();
  }

  private ObjectNode update(Random random, int lastVersion) {
    ObjectNode update = JSON.createObjectNode();
    ObjectNode state = update.putObject("state");
    for (String section : List.of("desired", "reported")) {
      if (random.nextInt(3) > 0) {
        state.set(section, random.nextInt(30) == 0 ? JSON.nullNode() : object(random, 3));
      }
    }
    if (random.nextInt(4) == 0) {
      update.put("version", lastVersion);
    }
    String token = "token-" + asked.size();
    update.put("clientToken", token);
    asked.put(token, update);
    return update;
  }

  private static ObjectNode object(Random random, int depth) {
    ObjectNode object = JSON.createObjectNode();
    for (int i = random.nextInt(4); i > 0; i--) {
      String key = "abc".substring(random.nextInt(3)).substring(0, 1);
      switch (random.nextInt(depth > 0 ? 7 : 5)) {
        case 0 -> object.putNull(key);
        case 1 -> object.put(key, random.nextBoolean());
        case 2 -> object.putArray(key).add(random.nextInt(2));
        case 3, 4 -> object.put(key, random.nextInt(3));
        default -> object.set(key, object(random, depth - 1));
      }
    }
    return object;
  }

  private static void merge(ObjectNode into, JsonNode patch) {
    patch
        .properties()
        .forEach(field -> {
          JsonNode value = field.getValue();
          if (value.isNull()) {
            into.remove(field.getKey());
          } else if (!value.isObject()) {
            into.set(field.getKey(), value);
          } else {
            ObjectNode inner =
                into.get(field.getKey()) instanceof ObjectNode there
                    ? there
                    : into.putObject(field.getKey());
            merge(inner, value);
          }
        });
  }

  private static void removeEmptySections(ObjectNode model) {
    Set<String> empty = new HashSet<>();
    model
        .properties()
        .forEach(section -> {
          if (section.getValue().isEmpty()) {
            empty.add(section.getKey());
          }
        });
    model.remove(empty);
  }

  private static ObjectNode difference(JsonNode desired, JsonNode reported) {
    ObjectNode difference = JSON.createObjectNode();
    desired
        .properties()
        .forEach(field -> {
          JsonNode value = field.getValue();
          JsonNode there = reported.path(field.getKey());
          if (value.isObject() && there.isObject()) {
            ObjectNode inner = difference(value, there);
            if (!inner.isEmpty()) {
              difference.set(field.getKey(), inner);
            }
          } else if (!value.equals(there)) {
            difference.set(field.getKey(), value);
          }
        });
    return difference;
  }
}
