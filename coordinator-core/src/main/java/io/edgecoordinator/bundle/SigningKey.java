package io.edgecoordinator.bundle;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;

/** A private key (Ed25519) that bundles are signed with, and the public one it goes with. */
public final class SigningKey {

  private final EdECPrivateKey secret;
  private final EdECPublicKey open;

  private SigningKey(KeyPair pair) {
    secret = (EdECPrivateKey) pair.getPrivate();
    open = (EdECPublicKey) pair.getPublic();
  }

  /** Makes a new one. */
  public static SigningKey generate() {
    return new SigningKey(pair(new SecureRandom()));
  }

  /**
   * Reads one from a PEM file.
   *
   * @throws IOException if the file holds none; the message names the file and says why
   */
  public static SigningKey read(Path file) throws IOException {
    EdECPrivateKey secret = KeyFile.readPrivate(file);
    byte[] seed = secret.getBytes().orElse(new byte[0]);
    SigningKey key = new SigningKey(pair(new Always(seed)));
    if (!Arrays.equals(key.secret.getEncoded(), secret.getEncoded())
        || !key.open.getParams().getName().equals(secret.getParams().getName())) {
      throw new IOException(file + ": the public key that goes with it could not be found");
    }
    return key;
  }

  private static KeyPair pair(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(NamedParameterSpec.ED25519, random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible); // every JDK has it
    }
  }

  /** Returns its id, which stands in signatures. */
  public String id() {
    return KeyIds.of(open);
  }

  /** Returns the text of the private key's file (PKCS#8, PEM). */
  public String privateText() {
    return KeyFile.text(secret);
  }

  /** Returns the text of the public key's file (SPKI, PEM). */
  public String publicText() {
    return KeyFile.text(open);
  }

  /** Signs a statement; returns a JWS in compact form (RFC 7515, RFC 8037). */
  public String sign(BundleStatement statement) {
    return Jws.of(statement, id(), this::sign);
  }

  private byte[] sign(byte[] text) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(secret);
      signature.update(text);
      return signature.sign();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible); // the key is of that kind
    }
  }

  /**
   * Gives the generator of keys the private key that is there already: a file may hold it without
   * the public one, and the JDK offers no other way from the one to the other.
   */
  private static final class Always extends SecureRandom {

    private static final long serialVersionUID = 1;

    private final byte[] seed;

    Always(byte[] seed) {
      this.seed = seed;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      System.arraycopy(seed, 0, bytes, 0, Math.min(seed.length, bytes.length));
    }
  }
}
