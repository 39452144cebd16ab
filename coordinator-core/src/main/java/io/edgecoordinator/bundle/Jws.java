package io.edgecoordinator.bundle;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.util.Base64;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A statement about a bundle and its signature: a JWS in compact form (RFC 7515), of which one
 * algorithm is spoken, EdDSA with Ed25519 (RFC 8037). Nothing in it counts before {@link
 * #isSignedBy} said so. Immutable.
 */
final class Jws {

  private static final String ALGORITHM = "EdDSA";
  private static final int SIGNATURE_BYTES = 64;

  /** No statement is longer. */
  static final int MAX_CHARS = 4_096;

  private static final Pattern COMPACT =
      Pattern.compile("([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]+)");

  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final BundleStatement statement;
  private final String key;
  private final byte[] text;
  private final byte[] signature;

  private Jws(BundleStatement statement, String key, byte[] text, byte[] signature) {
    this.statement = statement;
    this.key = key;
    this.text = text;
    this.signature = signature;
  }

  /** Signs a statement, and returns the JWS. */
  static String of(BundleStatement statement, String key, UnaryOperator<byte[]> signs) {
    ObjectNode header = JSON.createObjectNode().put("alg", ALGORITHM).put("kid", key);
    ObjectNode payload =
        JSON.createObjectNode()
            .put("bundle", statement.bundle())
            .put("version", statement.version())
            .put("content", statement.content());
    String text = encoded(header) + "." + encoded(payload);
    return text + "." + ENCODER.encodeToString(signs.apply(text.getBytes(US_ASCII)));
  }

  private static String encoded(ObjectNode json) {
    return ENCODER.encodeToString(JSON.writeValueAsBytes(json));
  }

  /**
   * Reads a JWS. There is one way only to write the same bytes in it.
   *
   * @throws UntrustedException if it is none, or not one about a bundle; says why
   */
  static Jws parse(String jws) throws UntrustedException {
    Matcher parts = COMPACT.matcher(jws);
    if (jws.length() > MAX_CHARS || !parts.matches()) {
      throw new UntrustedException("the signature is not a JWS in compact form");
    }
    JsonNode header = json(parts.group(1), "header");
    if (!header.path("alg").asString("").equals(ALGORITHM)) {
      throw new UntrustedException("the signature's algorithm is not " + ALGORITHM);
    }
    if (header.has("crit") || header.has("b64")) {
      throw new UntrustedException("the signature's header demands what is not known here");
    }
    byte[] text = jws.substring(0, parts.end(2)).getBytes(US_ASCII);
    return new Jws(
        statement(json(parts.group(2), "payload")),
        string(header, "kid"),
        text,
        bytes(parts.group(3), "signature"));
  }

  private static BundleStatement statement(JsonNode payload) throws UntrustedException {
    Set<String> known = Set.of("bundle", "version", "content");
    for (String name : payload.propertyNames()) {
      if (!known.contains(name)) {
        throw new UntrustedException(
            "the signature says something about \"%s\", which is not understood here"
                .formatted(Shown.of(name)));
      }
    }
    try {
      return new BundleStatement(
          string(payload, "bundle"), string(payload, "version"), string(payload, "content"));
    } catch (IllegalArgumentException wrong) {
      throw new UntrustedException("the signature is malformed: " + wrong.getMessage());
    }
  }

  private static JsonNode json(String encoded, String what) throws UntrustedException {
    try {
      JsonNode json = JSON.readTree(bytes(encoded, what));
      if (json.isObject()) {
        return json;
      }
    } catch (JacksonException malformed) {
      // falls through: it is no object either
    }
    throw new UntrustedException("the signature's %s is not a JSON object".formatted(what));
  }

  private static byte[] bytes(String encoded, String what) throws UntrustedException {
    try {
      byte[] decoded = Base64.getUrlDecoder().decode(encoded);
      if (ENCODER.encodeToString(decoded).equals(encoded)) {
        return decoded;
      }
    } catch (IllegalArgumentException malformed) {
      // falls through: its length is impossible
    }
    throw new UntrustedException("the signature's %s is not Base64".formatted(what));
  }

  private static String string(JsonNode object, String name) throws UntrustedException {
    JsonNode value = object.path(name);
    if (!value.isString()) {
      throw new UntrustedException("the signature has no \"%s\", or it is no text".formatted(name));
    }
    return value.stringValue();
  }

  /** Returns what is stated, by whoever wrote it. */
  BundleStatement statement() {
    return statement;
  }

  /** Returns the id of the key by which it says it is signed. */
  String key() {
    return key;
  }

  /** Says whether the owner of a key has signed it. */
  boolean isSignedBy(EdECPublicKey key) {
    try {
      Signature check = Signature.getInstance("Ed25519");
      check.initVerify(key);
      check.update(text);
      return signature.length == SIGNATURE_BYTES && check.verify(signature);
    } catch (GeneralSecurityException notASignature) {
      return false;
    }
  }
}
