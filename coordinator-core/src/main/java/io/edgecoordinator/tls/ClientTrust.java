package io.edgecoordinator.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trusts what the platform trusts when given the clients' CAs, but for what was revoked. */
final class ClientTrust extends X509ExtendedTrustManager {

  private final KeyMaterial material;
  private final X509ExtendedTrustManager platform;

  ClientTrust(KeyMaterial material) throws GeneralSecurityException {
    this.material = material;
    this.platform = platform(material);
  }

  private static X509ExtendedTrustManager platform(KeyMaterial material)
      throws GeneralSecurityException {
    KeyStore cas = KeyStore.getInstance("PKCS12");
    try {
      cas.load(null, null);
    } catch (java.io.IOException impossible) {
      throw new GeneralSecurityException(impossible); // nothing is read
    }
    for (int i = 0; i < material.clientCas().size(); i++) {
      cas.setCertificateEntry("ca-" + i, material.clientCas().get(i));
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(cas);
    return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    platform.checkClientTrusted(chain, type, engine);
    refuseRevoked(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    platform.checkClientTrusted(chain, type, socket);
    refuseRevoked(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    platform.checkClientTrusted(chain, type);
    refuseRevoked(chain);
  }

  private void refuseRevoked(X509Certificate[] chain) throws CertificateException {
    for (X509Certificate certificate : chain) {
      if (material.isRevoked(certificate)) {
        throw new CertificateException(
            "the certificate of %s was revoked".formatted(certificate.getSubjectX500Principal()));
      }
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw onlyClients();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw onlyClients();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw onlyClients();
  }

  private static CertificateException onlyClients() {
    return new CertificateException("this is for clients");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return platform.getAcceptedIssuers();
  }
}
