package io.edgecoordinator.deployment;

import io.edgecoordinator.event.Payload;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What somebody wants of a box, as it is in {@code deployments/desired}. Immutable.
 *
 * <pre>
 * {"deployment": ID, "bundle": NAME, "version": V, "size": BYTES, "sha256": HEX,
 *  "signature": JWS, "from": "mqtt" or "https://…"}
 * {"deployment": ID, "cancel": true}
 * </pre>
 */
public sealed interface DesiredDeployment {

  /** The most bytes an archive that comes from elsewhere may have. */
  long MOST_BYTES = 32L << 20;

  /** Where the blocks of a bundle come from that is fetched over MQTT. */
  String MQTT = "mqtt";

  /** Returns what tells this deployment from others: 1 to 128 letters, digits, '.', '_', '-'. */
  String deployment();

  /**
   * A version of a bundle is to come into force.
   *
   * @param bundle its name
   * @param size bytes of the archive, at least 1
   * @param sha256 of the archive, 64 lower-case hexadecimal digits
   * @param signature a JWS in compact form, or null if there is none
   * @param from {@link #MQTT}, or an https address
   */
  record Install(
      String deployment,
      String bundle,
      String version,
      long size,
      String sha256,
      @Nullable String signature,
      String from)
      implements DesiredDeployment {

    public Install {
      DesiredDeployment.check(deployment, ID, "deployment");
      DesiredDeployment.check(bundle, NAME, "bundle");
      DesiredDeployment.check(version, VERSION, "version");
      DesiredDeployment.check(sha256, SHA256, "sha256");
      if (size < 1) {
        throw new IllegalArgumentException("size must be at least 1");
      }
      if (!from.equals(MQTT) && !isHttps(from)) {
        throw new IllegalArgumentException("from must be \"mqtt\" or an https address");
      }
    }

    private static boolean isHttps(String text) {
      try {
        URI uri = URI.create(text);
        return "https".equals(uri.getScheme()) && uri.getHost() != null;
      } catch (IllegalArgumentException malformed) {
        return false;
      }
    }
  }

  /** A deployment is to be ended if it has not ended by itself. */
  record Cancel(String deployment) implements DesiredDeployment {
    public Cancel {
      DesiredDeployment.check(deployment, ID, "deployment");
    }
  }

  /** Letters, digits, '.', '_', '-'. */
  Pattern ID = Pattern.compile("[A-Za-z0-9._+-]{1,128}");

  /** As in a bundle's definition. */
  Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  /** As in a bundle's definition. */
  Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,63}");

  /** Hexadecimal digits. */
  Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private static void check(String text, Pattern allowed, String what) {
    if (!allowed.matcher(text).matches()) {
      throw new IllegalArgumentException(what + " has characters or a length it can't have");
    }
  }

  /** Returns it as JSON. */
  default Payload payload() {
    JsonMapper json = new JsonMapper();
    ObjectNode root = json.createObjectNode();
    root.put("deployment", deployment());
    switch (this) {
      case Cancel _ -> root.put("cancel", true);
      case Install install -> {
        root.put("bundle", install.bundle());
        root.put("version", install.version());
        root.put("size", install.size());
        root.put("sha256", install.sha256());
        if (install.signature() != null) {
          root.put("signature", install.signature());
        }
        root.put("from", install.from());
      }
    }
    return Payload.of(json.writeValueAsBytes(root));
  }

  /**
   * Reads what somebody wants.
   *
   * @throws IllegalArgumentException if it can't be understood; says why, naming the key
   */
  static DesiredDeployment parse(Payload payload) {
    try {
      JsonNode root = new JsonMapper().readTree(payload.bytes());
      if (!root.isObject()) {
        throw new IllegalArgumentException("a desired deployment is a JSON object");
      }
      String deployment = text(root, "deployment");
      if (root.path("cancel").asBoolean(false)) {
        return new Cancel(deployment);
      }
      JsonNode size = root.path("size");
      if (!size.isIntegralNumber() || !size.canConvertToLong()) {
        throw new IllegalArgumentException("size is missing or not a whole number");
      }
      return new Install(
          deployment,
          text(root, "bundle"),
          text(root, "version"),
          size.asLong(),
          text(root, "sha256"),
          root.has("signature") ? text(root, "signature") : null,
          text(root, "from"));
    } catch (JacksonException notJson) {
      throw new IllegalArgumentException("a desired deployment is JSON", notJson);
    }
  }

  /** Returns whose deployment something was that can't be understood, if that much can be. */
  static Optional<String> idOf(Payload payload) {
    try {
      JsonNode id = new JsonMapper().readTree(payload.bytes()).path("deployment");
      return id.isString()
          ? Optional.of(id.asString()).filter(text -> ID.matcher(text).matches())
          : Optional.empty();
    } catch (JacksonException notJson) {
      return Optional.empty();
    }
  }

  private static String text(JsonNode root, String key) {
    JsonNode value = root.path(key);
    if (!value.isString()) {
      throw new IllegalArgumentException(key + " is missing or not a text");
    }
    return value.asString();
  }
}
