package io.edgecoordinator.shadow;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An update, as it was asked for and found well-formed.
 *
 * @param state what to merge, see {@link Merge#of}
 * @param version the version it must meet, or null for any
 * @param clientToken by which the asker knows the answer again, or null
 */
record UpdateRequest(JsonNode state, @Nullable Long version, @Nullable String clientToken) {

  private static final int MAX_TOKEN_BYTES = 64;

  /**
   * Checks an update.
   *
   * @param request the JSON of the request
   * @throws ShadowRejection if something is wrong with it
   */
  static UpdateRequest of(JsonNode request, ShadowLimits limits) throws ShadowRejection {
    if (!request.isObject()) {
      throw ShadowRejection.badRequest("Invalid JSON");
    }
    String token = clientToken(request);
    Long version = version(request.get("version"));
    JsonNode state = request.get("state");
    if (state == null) {
      throw ShadowRejection.badRequest("Missing required node: state");
    }
    checkState(state, limits);
    return new UpdateRequest(state, version, token);
  }

  /**
   * Returns the token of a request, or null if it has none.
   *
   * @throws ShadowRejection if it is not a text, or too long
   */
  static @Nullable String clientToken(JsonNode request) throws ShadowRejection {
    JsonNode token = request.get("clientToken");
    if (token == null) {
      return null;
    }
    if (!token.isString() || !isToken(token.stringValue())) {
      throw ShadowRejection.badRequest("Invalid clientToken");
    }
    return token.stringValue();
  }

  /** Returns the token of a request that may be anything, or null if it has none. */
  static @Nullable String clientTokenIfAny(byte[] request) {
    String token = ShadowJson.text(request, "clientToken");
    return token != null && isToken(token) ? token : null;
  }

  private static boolean isToken(String token) {
    return token.getBytes(StandardCharsets.UTF_8).length <= MAX_TOKEN_BYTES;
  }

  private static @Nullable Long version(@Nullable JsonNode version) throws ShadowRejection {
    if (version == null) {
      return null;
    }
    if (!version.isIntegralNumber() || !version.canConvertToLong() || version.longValue() < 0) {
      throw ShadowRejection.badRequest("Invalid version");
    }
    return version.longValue();
  }

  private static void checkState(JsonNode state, ShadowLimits limits) throws ShadowRejection {
    if (state.isNull()) {
      return;
    }
    if (!state.isObject()) {
      throw ShadowRejection.badRequest("State node must be an object");
    }
    for (var section : state.properties()) {
      checkSection(section.getKey(), section.getValue(), limits);
    }
  }

  private static void checkSection(String name, JsonNode section, ShadowLimits limits)
      throws ShadowRejection {
    String shown =
        switch (name) {
          case "desired" -> "Desired";
          case "reported" -> "Reported";
          default ->
              throw ShadowRejection.badRequest("State contains an invalid node: '" + name + "'");
        };
    if (section.isNull()) {
      return;
    }
    if (!section.isObject()) {
      throw ShadowRejection.badRequest(shown + " node must be an object");
    }
    if (ShadowJson.depth(section) > limits.depth()) {
      throw ShadowRejection.badRequest(ShadowJson.tooDeep(limits.depth()));
    }
    if (ShadowJson.hasNullInArray(section)) {
      throw ShadowRejection.badRequest(shown + " node contains an array with null");
    }
  }
}
