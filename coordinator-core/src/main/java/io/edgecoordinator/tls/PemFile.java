package io.edgecoordinator.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The blocks between BEGIN and END of a text file (RFC 7468). */
final class PemFile {

  private static final int MAX_BYTES = 1 << 20;

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----([^-]*)-----END \\1-----");

  private final Path file;
  private final List<Block> blocks = new ArrayList<>();

  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Block(String type, byte[] content) {}

  PemFile(Path file) throws PemException {
    this.file = file;
    Matcher matcher = BLOCK.matcher(text());
    while (matcher.find()) {
      // An encrypted key of the old kind has lines before its content.
      String content = matcher.group(2).contains(":") ? "" : matcher.group(2);
      try {
        blocks.add(new Block(matcher.group(1), Base64.getMimeDecoder().decode(content)));
      } catch (IllegalArgumentException malformed) {
        throw new PemException(file, "a " + matcher.group(1) + " that is not Base64");
      }
    }
  }

  private String text() throws PemException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new PemException(file, "has more than " + MAX_BYTES + " bytes");
      }
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException missing) {
      throw new PemException(file, "there is no such file");
    } catch (IOException unreadable) {
      throw new PemException(file, "cannot be read: " + unreadable.getMessage());
    }
  }

  /** Returns the certificates in it, of which there must be one at least. */
  List<X509Certificate> certificates() throws PemException {
    List<X509Certificate> found = new ArrayList<>();
    for (Block block : blocks) {
      if (block.type().equals("CERTIFICATE")) {
        try {
          found.add(
              (X509Certificate)
                  x509().generateCertificate(new ByteArrayInputStream(block.content())));
        } catch (GeneralSecurityException malformed) {
          throw new PemException(file, "a malformed certificate: " + malformed.getMessage());
        }
      }
    }
    if (found.isEmpty()) {
      throw new PemException(file, "has no certificate in it (BEGIN CERTIFICATE)");
    }
    return found;
  }

  /** Returns the lists of revoked certificates in it. */
  List<X509CRL> revocations() throws PemException {
    List<X509CRL> found = new ArrayList<>();
    for (Block block : blocks) {
      if (block.type().equals("X509 CRL")) {
        try {
          found.add((X509CRL) x509().generateCRL(new ByteArrayInputStream(block.content())));
        } catch (GeneralSecurityException malformed) {
          throw new PemException(file, "a malformed list of revocations");
        }
      }
    }
    return found;
  }

  /**
   * Returns the private key in it.
   *
   * @param algorithm of the public key
   */
  PrivateKey privateKey(String algorithm) throws PemException {
    for (Block block : blocks) {
      if (block.type().equals("PRIVATE KEY")) {
        try {
          return KeyFactory.getInstance(algorithm)
              .generatePrivate(new PKCS8EncodedKeySpec(block.content()));
        } catch (GeneralSecurityException wrong) {
          throw new PemException(file, "is not an " + algorithm + " key like the certificate's");
        }
      }
      if (block.type().endsWith("PRIVATE KEY")) {
        throw new PemException(
            file,
            ("a key of the form %s; make it one that can be read with `openssl pkcs8 -topk8 -nodes"
                    + " -in %s -out NEW`")
                .formatted(block.type(), file.getFileName()));
      }
    }
    throw new PemException(file, "has no private key in it (BEGIN PRIVATE KEY)");
  }

  private static CertificateFactory x509() throws GeneralSecurityException {
    return CertificateFactory.getInstance("X.509");
  }
}
