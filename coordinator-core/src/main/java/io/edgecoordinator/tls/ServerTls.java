package io.edgecoordinator.tls;

import io.edgecoordinator.config.Configuration.Tls;
import io.edgecoordinator.config.ConfigurationException;
import io.edgecoordinator.config.WatchedFiles;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
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
  private static final Duration DAY = Duration.ofDays(1);

  private final Tls files;
  private final InstantSource clock;
  private final WatchedFiles watched;
  private volatile Loaded loaded;
  private Instant remindedAt = Instant.EPOCH;

  private record Loaded(KeyMaterial material, SslContext context) {}

  /**
   * Reads the files.
   *
   * @throws ConfigurationException if they cannot be used
   */
  public ServerTls(Tls files, InstantSource clock) {
    this.files = files;
    this.clock = clock;
    this.watched =
        new WatchedFiles(
            Stream.of(files.certificate(), files.key(), files.clientCa())
                .filter(Path.class::isInstance)
                .toList());
    try {
      this.loaded = load(files);
    } catch (PemException wrong) {
      throw new ConfigurationException(wrong.reason());
    }
    remind();
  }

  /**
   * Says until when the certificate of some files is good.
   *
   * @throws ConfigurationException if they cannot be used
   */
  public static Validity validity(Tls files) {
    try {
      return Validity.of(files.certificate(), KeyMaterial.read(files).certificate());
    } catch (PemException wrong) {
      throw new ConfigurationException(wrong.reason());
    }
  }

  /** Says until when the certificate in use is good. */
  public Validity validity() {
    return Validity.of(files.certificate(), loaded.material().certificate());
  }

  /**
   * Returns what a new connection has to have before everything else.
   *
   * @param computing where to do what takes a millisecond or more
   * @param insist whether to have none without a client certificate; without effect if no CA of
   *     clients is configured
   */
  public SslHandler handler(ByteBufAllocator allocator, Executor computing, boolean insist) {
    Loaded now = loaded;
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
    return new CurrentKey(() -> loaded.material());
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
    if (clock.instant().isAfter(remindedAt.plus(DAY))) {
      remind();
    }
    if (!watched.haveChanged()) {
      return false;
    }
    try {
      loaded = load(files);
    } catch (PemException wrong) {
      log.error("the former certificate stays in use: {}", wrong.reason());
      return false;
    }
    log.info("new connections use the certificate in {}", files.certificate());
    remind();
    return true;
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

  private void remind() {
    remindedAt = clock.instant();
    Validity validity = validity();
    if (validity.endsSoon(remindedAt) || !validity.holds(remindedAt)) {
      log.warn("certificate {}", validity.describe(remindedAt));
    } else {
      log.info("certificate {}", validity.describe(remindedAt));
    }
  }
}
