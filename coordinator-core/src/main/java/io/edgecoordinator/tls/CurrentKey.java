package io.edgecoordinator.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** The key and the certificate that are in use at the moment of a handshake, under one alias. */
final class CurrentKey extends X509ExtendedKeyManager {

  private static final String ALIAS = "current";

  private final Supplier<KeyMaterial> material;

  CurrentKey(Supplier<KeyMaterial> material) {
    this.material = material;
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return isOf(keyType) ? new String[] {ALIAS} : null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return isOf(keyType) ? ALIAS : null;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return isOf(keyType) ? ALIAS : null;
  }

  private boolean isOf(String keyType) {
    String algorithm = material.get().key().getAlgorithm();
    return keyType.equals(algorithm) || keyType.startsWith(algorithm + "_");
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return material.get().chain().toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return material.get().key();
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
