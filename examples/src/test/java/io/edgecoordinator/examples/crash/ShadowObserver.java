package io.edgecoordinator.examples.crash;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Is told of all changes, and checks that what it is told of a version is one story: documents
 * follow each other, and the delta is what they differ in.
 */
final class ShadowObserver extends ShadowDevice {

  private final Map<String, Map<Long, JsonNode>> states = new HashMap<>();
  private final Map<String, JsonNode> lastDelta = new ConcurrentHashMap<>();

  ShadowObserver(String clientId) {
    super(
        clientId,
        true,
        List.of("$aws/things/+/shadow/update/documents", "$aws/things/+/shadow/update/delta"));
  }

  /** Returns the last delta that it was told of a thing; missing if none. */
  JsonNode lastDelta(String thing) {
    return lastDelta.getOrDefault(thing, JSON.missingNode());
  }

  @Override
  void told(String thing, String message, JsonNode document) throws IOException {
    if (message.equals("update/delta")) {
      lastDelta.put(thing, document);
      JsonNode state = known(thing).get(document.path("version").longValue(0));
      if (state != null) {
        check(thing, state, document);
      }
      return;
    }
    document(thing, document.path("previous"));
    document(thing, document.path("current"));
    JsonNode delta = lastDelta(thing);
    JsonNode current = document.path("current");
    if (delta.path("version").longValue(0) == current.path("version").longValue()) {
      check(thing, current.path("state"), delta);
    }
  }

  private void document(String thing, JsonNode document) {
    if (!document.isObject()) {
      return;
    }
    long version = document.path("version").longValue(0);
    JsonNode before = known(thing).putIfAbsent(version, document.path("state"));
    if (before != null && !before.equals(document.path("state"))) {
      throw new AssertionError(
          thing + " had two documents of version " + version + ": " + before + document);
    }
  }

  private Map<Long, JsonNode> known(String thing) {
    return states.computeIfAbsent(thing, _ -> new HashMap<>());
  }

  private static void check(String thing, JsonNode state, JsonNode delta) {
    JsonNode expected = delta(state);
    if (!expected.equals(delta.path("state"))) {
      throw new AssertionError(thing + ": the delta of " + state + " is " + delta);
    }
  }

  /** Returns what is desired and not reported, for what {@link ShadowUpdater} writes. */
  static JsonNode delta(JsonNode state) {
    ObjectNode expected = JSON.createObjectNode();
    JsonNode desired = state.path("desired");
    JsonNode reported = state.path("reported");
    if (!desired.path("value").equals(reported.path("value"))) {
      expected.set("value", desired.path("value"));
    }
    expected.set("of", desired.path("of"));
    return desired.isMissingNode() ? JSON.createObjectNode() : expected;
  }
}
