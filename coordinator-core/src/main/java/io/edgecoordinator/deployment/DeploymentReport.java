package io.edgecoordinator.deployment;

import io.edgecoordinator.event.Payload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a box does, as it tells in {@code deployments/status}. Immutable.
 *
 * @param last what became of the latest deployment, or null if there never was one
 * @param tableVersion of the event-flow table in force
 * @param bundles the deployed bundles in force, with their versions
 * @param groups the groups the box is in
 * @param at when it was told
 */
public record DeploymentReport(
    @Nullable Progress last,
    long tableVersion,
    Map<String, String> bundles,
    List<String> groups,
    Instant at) {

  private static final JsonMapper JSON = new JsonMapper();

  public DeploymentReport {
    bundles = Map.copyOf(bundles);
    groups = List.copyOf(groups);
  }

  /**
   * What became of a deployment.
   *
   * @param bundle the bundle's name; empty if only its end was asked for
   * @param reason why it is in this state, for people; empty if there is nothing to say
   * @param percent how much of the bundle has come, 0 to 100
   */
  public record Progress(
      String deployment,
      String bundle,
      String version,
      DeploymentState state,
      String reason,
      int percent) {}

  /** Returns it as JSON. */
  public Payload payload() {
    ObjectNode root = JSON.createObjectNode();
    if (last == null) {
      root.putNull("deployment");
    } else {
      root.put("deployment", last.deployment());
      root.put("bundle", last.bundle());
      root.put("version", last.version());
      root.put("state", last.state().toString());
      root.put("reason", last.reason());
      root.put("percent", last.percent());
    }
    root.put("tableVersion", tableVersion);
    root.set("bundles", JSON.valueToTree(new TreeMap<>(bundles)));
    root.set("groups", JSON.valueToTree(groups));
    root.put("at", at.toString());
    return Payload.of(JSON.writeValueAsBytes(root));
  }

  /**
   * Reads a report; keys that are missing are as if there were nothing to tell.
   *
   * @throws IllegalArgumentException if it is none; says why
   */
  public static DeploymentReport parse(Payload payload) {
    try {
      JsonNode root = JSON.readTree(payload.bytes());
      Map<String, String> bundles = new TreeMap<>();
      root.path("bundles")
          .properties()
          .forEach(e -> bundles.put(e.getKey(), e.getValue().asString("")));
      List<String> groups = new ArrayList<>();
      root.path("groups").forEach(group -> groups.add(group.asString("")));
      return new DeploymentReport(
          root.path("deployment").isString() ? progress(root) : null,
          root.path("tableVersion").asLong(0),
          bundles,
          groups,
          Instant.parse(root.path("at").asString("1970-01-01T00:00:00Z")));
    } catch (JacksonException | java.time.format.DateTimeParseException notJson) {
      throw new IllegalArgumentException("the status of a box is not what it should be", notJson);
    }
  }

  private static Progress progress(JsonNode root) {
    return new Progress(
        root.path("deployment").asString(""),
        root.path("bundle").asString(""),
        root.path("version").asString(""),
        DeploymentState.of(root.path("state").asString("")),
        root.path("reason").asString(""),
        root.path("percent").asInt(0));
  }
}
