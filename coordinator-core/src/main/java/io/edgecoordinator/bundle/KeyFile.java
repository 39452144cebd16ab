package io.edgecoordinator.bundle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.KeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An Ed25519 key in a PEM file (RFC 7468, RFC 8410). What else may be in such a file is named. */
final class KeyFile {

  private static final String ALGORITHM = "Ed25519";
  private static final String PRIVATE = "PRIVATE KEY";
  private static final String PUBLIC = "PUBLIC KEY";
  private static final int MAX_BYTES = 64 << 10;
  private static final Base64.Encoder LINES =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----([^-]*)-----END \\1-----");

  private final Path file;
  private final String type;
  private final String content;

  private KeyFile(Path file) throws IOException {
    this.file = file;
    Matcher matcher = BLOCK.matcher(text(file));
    if (!matcher.find()) {
      throw new IOException(file + ": holds no key in PEM (-----BEGIN …)");
    }
    type = matcher.group(1);
    content = matcher.group(2);
    if (matcher.find()) {
      throw new IOException(file + ": holds more than one key; put each in a file of its own");
    }
  }

  private static String text(Path file) throws IOException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException(file + ": is too long for a key");
      }
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException missing) {
      throw new IOException(file + ": there is no such file", missing);
    } catch (AccessDeniedException denied) {
      throw new IOException(file + ": no permission to read it", denied);
    }
  }

  /**
   * Reads a private key.
   *
   * @throws IOException if the file can't be read or holds something else; the message names it
   */
  static EdECPrivateKey readPrivate(Path file) throws IOException {
    KeyFile read = new KeyFile(file);
    return switch (read.type) {
      case PRIVATE -> (EdECPrivateKey) read.key(new PKCS8EncodedKeySpec(read.bytes()));
      case PUBLIC ->
          throw new IOException(
              file + ": holds a public key, and it takes the private one to sign");
      default -> throw read.other(PRIVATE);
    };
  }

  /**
   * Reads a public key.
   *
   * @throws IOException if the file can't be read or holds something else; the message names it
   */
  static EdECPublicKey readPublic(Path file) throws IOException {
    KeyFile read = new KeyFile(file);
    return switch (read.type) {
      case PUBLIC -> (EdECPublicKey) read.key(new X509EncodedKeySpec(read.bytes()));
      case PRIVATE ->
          throw new IOException(
              file
                  + ": holds a private key; name the public one, and keep the private one where"
                  + " bundles are signed");
      default -> throw read.other(PUBLIC);
    };
  }

  private byte[] bytes() throws IOException {
    try {
      return Base64.getMimeDecoder().decode(content);
    } catch (IllegalArgumentException malformed) {
      throw new IOException(file + ": what it holds is not Base64", malformed);
    }
  }

  private java.security.Key key(KeySpec encoded) throws IOException {
    try {
      KeyFactory factory = KeyFactory.getInstance(ALGORITHM);
      return encoded instanceof PKCS8EncodedKeySpec
          ? factory.generatePrivate(encoded)
          : factory.generatePublic(encoded);
    } catch (GeneralSecurityException wrong) {
      throw new IOException(
          "%s: holds %s, but bundles are signed with Ed25519; `coordinator keygen` makes such a pair"
              .formatted(file, kindOf(encoded)),
          wrong);
    }
  }

  /** Says what a key is, if not the one it should be. */
  private static String kindOf(KeySpec encoded) {
    for (String algorithm : List.of("RSA", "EC", "Ed448", "X25519", "X448", "DSA", "ML-DSA")) {
      try {
        KeyFactory factory = KeyFactory.getInstance(algorithm);
        if (encoded instanceof PKCS8EncodedKeySpec) {
          factory.generatePrivate(encoded);
        } else {
          factory.generatePublic(encoded);
        }
        return "a key of " + algorithm;
      } catch (GeneralSecurityException notThis) {
        // perhaps the next
      }
    }
    return "no key that can be read";
  }

  private IOException other(String wanted) {
    return new IOException(
        switch (type) {
          case "ENCRYPTED PRIVATE KEY" ->
              "%s: the key has a password; take it off with `openssl pkey -in %s -out NEW`"
                  .formatted(file, file.getFileName());
          case "CERTIFICATE" ->
              file
                  + ": holds a certificate; what counts here is the bare key (BEGIN "
                  + wanted
                  + ")";
          default ->
              "%s: holds \"%s\", but should hold \"%s\"; `coordinator keygen` makes a pair of keys"
                  .formatted(file, type, wanted);
        });
  }

  /** Returns a private key as it is in a file. */
  static String text(EdECPrivateKey key) {
    return text(PRIVATE, key.getEncoded());
  }

  /** Returns a public key as it is in a file. */
  static String text(EdECPublicKey key) {
    return text(PUBLIC, key.getEncoded());
  }

  private static String text(String type, byte[] content) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(type, LINES.encodeToString(content), type);
  }
}
