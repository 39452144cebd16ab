package io.edgecoordinator.tls;

import io.edgecoordinator.config.Configuration.Tls;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509KeyManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS of one listener: 1.3, and 1.2 for old devices. When its files change, new connections use
 * what they hold then; those that stand go on as they are. Safe for use by several threads, but for
 * {@link #reloadIfChanged}.
 */
public final class ServerTls {

  private static final Logger log = LoggerFactory.getLogger(ServerTls.class);

  private final Tls files;
  private final LoadedFiles<Loaded> loaded;

  private record Loaded(KeyMaterial material, SslContext context) {}

  /**
   * Reads the files.
   *
   * @throws io.edgecoordinator.config.ConfigurationException if they cannot be used
   */
  public ServerTls(Tls files, InstantSource clock) {
    this.files = files;
    this.loaded =
        new LoadedFiles<>(
            Stream.of(files.certificate(), files.key(), files.clientCa()),
            () -> load(files),
            now -> Optional.of(validity(files, now.material())),
            clock);
  }

  /**
   * Says until when the certificate of some files is good.
   *
   * @throws io.edgecoordinator.config.ConfigurationException if they cannot be used
   */
  public static Validity validity(Tls files) {
    return validity(files, LoadedFiles.loadOrFail(() -> KeyMaterial.read(files)));
  }

  private static Validity validity(Tls files, KeyMaterial material) {
    return Validity.of(files.certificate(), material.certificate());
  }

  /** Says until when the certificate in use is good. */
  public Validity validity() {
    return validity(files, loaded.now().material());
  }

  /**
   * Returns what a new connection has to have before everything else.
   *
   * @param computing where to do what takes a millisecond or more
   * @param insist whether to have none without a client certificate; without effect if no CA of
   *     clients is configured
   */
  public SslHandler handler(ByteBufAllocator allocator, Executor computing, boolean insist) {
    Loaded now = loaded.now();
    SslHandler handler = now.context().newHandler(allocator, computing);
    if (!now.material().clientCas().isEmpty()) {
      if (insist) {
        handler.engine().setNeedClientAuth(true);
      } else {
        handler.engine().setWantClientAuth(true);
      }
    }
    return handler;
  }

  /** Returns the key and certificate, those in use at each handshake. */
  public X509KeyManager keyManager() {
    return new CurrentKey(() -> loaded.now().material());
  }

  /** Says whether clients are asked for a certificate. */
  public boolean asksForCertificates() {
    return files.clientCa() != null;
  }

  /**
   * Reads the files again if they have changed; broken ones leave what is in use as it is. Blocks,
   * so not on an event loop.
   *
   * @return whether something else is in use now
   */
  public boolean reloadIfChanged() {
    boolean changed = loaded.reloadIfChanged();
    if (changed) {
      log.info("new connections use the certificate in {}", files.certificate());
    }
    return changed;
  }

  private static Loaded load(Tls files) throws PemException {
    KeyMaterial material = KeyMaterial.read(files);
    try {
      SslContextBuilder builder =
          SslContextBuilder.forServer(material.key(), material.chain())
              .sslProvider(SslProvider.JDK)
              .protocols(List.of("TLSv1.3", "TLSv1.2"));
      if (!material.clientCas().isEmpty()) {
        builder.trustManager(new ClientTrust(material));
      }
      return new Loaded(material, builder.build());
    } catch (SSLException | GeneralSecurityException unusable) {
      throw new PemException(files.certificate(), String.valueOf(unusable.getMessage()));
    }
  }
}
