package io.edgecoordinator.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Who may have signed the certificates of servers. */
public final class Authorities {

  private Authorities() {}

  /**
   * Trusts the authorities the system trusts, and others. Blocks the thread.
   *
   * @param others a PEM file with certificates of more authorities, or null for none
   * @throws IOException if that file can't be used; the message says why
   */
  public static TrustManager systemAnd(@Nullable Path others) throws IOException {
    try {
      TrustManagerFactory system = factory(null);
      if (others == null) {
        return system.getTrustManagers()[0];
      }
      KeyStore all = KeyStore.getInstance("PKCS12");
      all.load(null, null);
      int count = 0;
      for (TrustManager manager : system.getTrustManagers()) {
        if (manager instanceof X509TrustManager ofCertificates) {
          for (X509Certificate authority : ofCertificates.getAcceptedIssuers()) {
            all.setCertificateEntry("authority-" + count++, authority);
          }
        }
      }
      for (X509Certificate authority : new PemFile(others).certificates()) {
        all.setCertificateEntry("authority-" + count++, authority);
      }
      return factory(all).getTrustManagers()[0];
    } catch (GeneralSecurityException | PemException unusable) {
      throw new IOException(unusable.getMessage(), unusable);
    }
  }

  private static TrustManagerFactory factory(@Nullable KeyStore authorities)
      throws GeneralSecurityException {
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(authorities);
    return factory;
  }
}
