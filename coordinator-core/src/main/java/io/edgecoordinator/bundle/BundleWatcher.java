package io.edgecoordinator.bundle;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static java.nio.file.StandardWatchEventKinds.OVERFLOW;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when files of bundles may have changed, once for changes that come close together: an
 * editor writes, renames and removes several files when it saves one.
 *
 * <p>The folder that holds a bundle is watched too, so that a bundle may be replaced whole.
 */
final class BundleWatcher implements AutoCloseable {

  /** How long it must be quiet before a change is told. */
  private static final Duration QUIET = Duration.ofMillis(100);

  /** A change is told after this time even if it is never quiet. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(BundleWatcher.class);

  private final Set<Path> bundles = new LinkedHashSet<>();
  private final Runnable changed;
  private final WatchService service;

  private BundleWatcher(List<Path> bundles, Runnable changed, WatchService service) {
    for (Path bundle : bundles) {
      this.bundles.add(bundle.toAbsolutePath().normalize());
    }
    this.changed = changed;
    this.service = service;
  }

  /**
   * Begins to watch.
   *
   * @param changed called from a thread of the watcher
   */
  static BundleWatcher start(List<Path> bundles, Runnable changed) throws IOException {
    WatchService service = FileSystems.getDefault().newWatchService();
    BundleWatcher watcher = new BundleWatcher(bundles, changed, service);
    try {
      watcher.register();
    } catch (IOException failed) {
      service.close();
      throw failed;
    }
    Thread.ofVirtual().name("bundle-watcher").start(watcher::watch);
    return watcher;
  }

  private void watch() {
    try {
      while (true) {
        if (concerns(service.take())) {
          waitForQuiet();
          registerAgain();
          changed.run();
        }
      }
    } catch (ClosedWatchServiceException | InterruptedException closed) {
      // That is how it ends.
    }
  }

  private void waitForQuiet() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    WatchKey key;
    while (System.nanoTime() < deadline
        && (key = service.poll(QUIET.toMillis(), TimeUnit.MILLISECONDS)) != null) {
      concerns(key);
    }
  }

  /** Takes the news of a folder, and says whether a bundle is concerned. */
  private boolean concerns(WatchKey key) {
    boolean concerned = false;
    Path folder = (Path) key.watchable();
    for (WatchEvent<?> event : key.pollEvents()) {
      concerned |=
          event.kind().equals(OVERFLOW) || isOfBundle(folder.resolve(event.context().toString()));
    }
    key.reset();
    return concerned;
  }

  private boolean isOfBundle(Path file) {
    return bundles.stream().anyMatch(bundle -> isOfBundle(bundle, file));
  }

  private static boolean isOfBundle(Path bundle, Path file) {
    if (!file.startsWith(bundle)) {
      return false;
    }
    for (Path path = file; path != null && !path.equals(bundle); path = path.getParent()) {
      if (BundleReader.isIgnored(path)) {
        return false;
      }
    }
    return true;
  }

  private void registerAgain() {
    try {
      register();
    } catch (IOException failed) {
      log.warn("some files of {} are not watched for changes: {}", bundles, failed.toString());
    }
  }

  /** Watches all folders there are; those that are watched already stay so. */
  private void register() throws IOException {
    for (Path bundle : bundles) {
      register(bundle.getParent());
      if (Files.isDirectory(bundle)) {
        try (Stream<Path> all = Files.walk(bundle)) {
          for (Path folder : all.filter(Files::isDirectory).toList()) {
            register(folder);
          }
        } catch (java.io.UncheckedIOException vanished) {
          // The next change brings us here again.
        }
      }
    }
  }

  private void register(@Nullable Path folder) throws IOException {
    if (folder == null) {
      return; // the root of the file system has none above it
    }
    try {
      folder.register(service, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE);
    } catch (NoSuchFileException vanished) {
      // If it comes back, the folder that holds it tells.
    }
  }

  @Override
  public void close() {
    try {
      service.close();
    } catch (IOException failed) {
      log.warn("the watch over {} was not ended: {}", bundles, failed.toString());
    }
  }
}
