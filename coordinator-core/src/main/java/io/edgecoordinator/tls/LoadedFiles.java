package io.edgecoordinator.tls;

import io.edgecoordinator.config.ConfigurationException;
import io.edgecoordinator.config.WatchedFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was made of some files with certificates, made anew when they change; and a reminder of when
 * the certificate ends, once a day. {@link #now} is safe for use by several threads.
 */
final class LoadedFiles<T> {

  private static final Logger log = LoggerFactory.getLogger(LoadedFiles.class);
  private static final Duration DAY = Duration.ofDays(1);

  private final Loader<T> loader;
  private final Function<T, Optional<Validity>> validity;
  private final InstantSource clock;
  private final WatchedFiles watched;
  private volatile T now;
  private Instant remindedAt = Instant.EPOCH;

  /** Makes something of the files. */
  interface Loader<T> {
    T load() throws PemException;
  }

  /**
   * Reads the files.
   *
   * @param files those to watch; null for one that is not configured
   * @param validity says until when the certificate is good, if there is one
   * @throws ConfigurationException if the files cannot be used
   */
  LoadedFiles(
      Stream<@Nullable Path> files,
      Loader<T> loader,
      Function<T, Optional<Validity>> validity,
      InstantSource clock) {
    this.loader = loader;
    this.validity = validity;
    this.clock = clock;
    this.watched = new WatchedFiles(files.filter(Path.class::isInstance).toList());
    this.now = loadOrFail(loader);
    remind();
  }

  /**
   * Makes something of files for once.
   *
   * @throws ConfigurationException if they cannot be used
   */
  static <T> T loadOrFail(Loader<T> loader) {
    try {
      return loader.load();
    } catch (PemException wrong) {
      throw new ConfigurationException(wrong.reason());
    }
  }

  T now() {
    return now;
  }

  Optional<Validity> validity() {
    return validity.apply(now);
  }

  /**
   * Reads the files again if they have changed; broken ones leave what is in use as it is. Blocks.
   *
   * @return whether something else is in use now
   */
  boolean reloadIfChanged() {
    if (clock.instant().isAfter(remindedAt.plus(DAY))) {
      remind();
    }
    if (!watched.haveChanged()) {
      return false;
    }
    try {
      now = loader.load();
    } catch (PemException wrong) {
      log.error("the former certificates stay in use: {}", wrong.reason());
      return false;
    }
    remind();
    return true;
  }

  private void remind() {
    remindedAt = clock.instant();
    validity()
        .ifPresent(ends -> {
          if (ends.endsSoon(remindedAt) || !ends.holds(remindedAt)) {
            log.warn("certificate {}", ends.describe(remindedAt));
          } else {
            log.info("certificate {}", ends.describe(remindedAt));
          }
        });
  }
}
