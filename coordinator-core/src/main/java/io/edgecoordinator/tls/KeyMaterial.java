package io.edgecoordinator.tls;

import io.edgecoordinator.config.Configuration.Tls;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the files of one listener hold, checked.
 *
 * @param chain the listener's certificate and those that lead from it to the root
 * @param clientCas whose certificates clients may show; empty if they are not asked for any
 * @param revocations by those, of what they have signed
 */
record KeyMaterial(
    List<X509Certificate> chain,
    PrivateKey key,
    List<X509Certificate> clientCas,
    List<X509CRL> revocations) {

  KeyMaterial {
    chain = List.copyOf(chain);
    clientCas = List.copyOf(clientCas);
    revocations = List.copyOf(revocations);
  }

  static KeyMaterial read(Tls files) throws PemException {
    List<X509Certificate> chain = new PemFile(files.certificate()).certificates();
    PublicKey publicKey = chain.getFirst().getPublicKey();
    PrivateKey key = new PemFile(files.key()).privateKey(publicKey.getAlgorithm());
    if (!belongTogether(publicKey, key)) {
      throw new PemException(files.key(), "is not the key of " + files.certificate());
    }
    Path ca = files.clientCa();
    if (ca == null) {
      return new KeyMaterial(chain, key, List.of(), List.of());
    }
    PemFile trusted = new PemFile(ca);
    KeyMaterial material =
        new KeyMaterial(chain, key, trusted.certificates(), trusted.revocations());
    for (X509CRL list : material.revocations()) {
      if (material.issuerOf(list) == null) {
        throw new PemException(
            ca, "a list of revocations by somebody else: " + list.getIssuerX500Principal());
      }
    }
    return material;
  }

  /** Returns the certificate this is about. */
  X509Certificate certificate() {
    return chain.getFirst();
  }

  /** Says whether a certificate was taken back by who had signed it. */
  boolean isRevoked(X509Certificate certificate) {
    return revocations.stream()
        .anyMatch(list ->
            list.getIssuerX500Principal().equals(certificate.getIssuerX500Principal())
                && list.isRevoked(certificate));
  }

  private @Nullable X509Certificate issuerOf(X509CRL list) {
    for (X509Certificate ca : clientCas) {
      try {
        list.verify(ca.getPublicKey());
        return ca;
      } catch (GeneralSecurityException notThisOne) {
        // perhaps the next
      }
    }
    return null;
  }

  private static boolean belongTogether(PublicKey publicKey, PrivateKey key) {
    byte[] message = {1, 2, 3};
    String algorithm =
        switch (publicKey.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> publicKey.getAlgorithm();
        };
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(message);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(message);
      return signature.verify(signed);
    } catch (GeneralSecurityException notAPair) {
      return false;
    }
  }
}
