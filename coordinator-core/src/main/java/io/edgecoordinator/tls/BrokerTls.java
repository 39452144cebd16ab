package io.edgecoordinator.tls;

import io.edgecoordinator.config.Configuration.ClientTls;
import io.edgecoordinator.config.Configuration.Tls;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The TLS of the link to one broker: whom this box trusts to be the broker, and who it is itself.
 * When its files change, the next connection uses what they hold then. Safe for use by several
 * threads, but for {@link #reloadIfChanged}.
 */
public final class BrokerTls {

  private static final char[] NO_PASSWORD = {};

  private final LoadedFiles<Loaded> loaded;

  private record Loaded(SSLContext context, @Nullable X509Certificate certificate) {

    private Optional<Validity> validity(@Nullable Path file) {
      return file == null || certificate == null
          ? Optional.empty()
          : Optional.of(Validity.of(file, certificate));
    }
  }

  /**
   * Reads the files.
   *
   * @throws io.edgecoordinator.config.ConfigurationException if they cannot be used
   */
  public BrokerTls(ClientTls files, InstantSource clock) {
    this.loaded =
        new LoadedFiles<>(
            Stream.of(files.ca(), files.certificate(), files.key()),
            () -> load(files),
            now -> now.validity(files.certificate()),
            clock);
  }

  /**
   * Says until when the certificate of some files is good; empty if there is none.
   *
   * @throws io.edgecoordinator.config.ConfigurationException if they cannot be used
   */
  public static Optional<Validity> validity(ClientTls files) {
    return LoadedFiles.loadOrFail(() -> load(files)).validity(files.certificate());
  }

  /** Returns what a new connection has to use. */
  public SSLContext context() {
    return loaded.now().context();
  }

  /** Says until when the box's certificate is good; empty if it shows none. */
  public Optional<Validity> validity() {
    return loaded.validity();
  }

  /**
   * Reads the files again if they have changed; broken ones leave what is in use as it is. Blocks,
   * so not on an event loop.
   *
   * @return whether something else is in use now
   */
  public boolean reloadIfChanged() {
    return loaded.reloadIfChanged();
  }

  private static Loaded load(ClientTls files) throws PemException {
    Path ca = files.ca();
    Path certificate = files.certificate();
    Path key = files.key();
    try {
      TrustManager[] trusted = ca == null ? null : trust(new PemFile(ca).certificates());
      KeyMaterial material =
          certificate == null || key == null
              ? null
              : KeyMaterial.read(new Tls(certificate, key, null));
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(material == null ? null : keys(material), trusted, null);
      return new Loaded(context, material == null ? null : material.certificate());
    } catch (GeneralSecurityException unusable) {
      Path file = certificate == null ? ca : certificate;
      throw new PemException(
          file == null ? Path.of("cacerts") : file, String.valueOf(unusable.getMessage()));
    }
  }

  private static TrustManager[] trust(List<X509Certificate> cas) throws GeneralSecurityException {
    KeyStore store = emptyStore();
    for (int i = 0; i < cas.size(); i++) {
      store.setCertificateEntry("ca-" + i, cas.get(i));
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyManager[] keys(KeyMaterial material) throws GeneralSecurityException {
    KeyStore store = emptyStore();
    X509Certificate[] chain = material.chain().toArray(X509Certificate[]::new);
    store.setKeyEntry("box", material.key(), NO_PASSWORD, chain);
    KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(null, null);
    } catch (IOException impossible) {
      throw new GeneralSecurityException(impossible); // nothing is read
    }
    return store;
  }
}
