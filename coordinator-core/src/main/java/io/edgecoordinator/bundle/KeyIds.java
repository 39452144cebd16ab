package io.edgecoordinator.bundle;

import java.security.interfaces.EdECPublicKey;

/** What keys are called: the beginning of the SHA-256 of their encoded form (SPKI, DER). */
final class KeyIds {

  private static final int DIGITS = 16;

  private KeyIds() {}

  static String of(EdECPublicKey key) {
    return Sha256.hex(key.getEncoded()).substring(0, DIGITS);
  }
}
