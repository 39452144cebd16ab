package io.edgecoordinator.deployment;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder that holds the archives of deployed bundles: {@code SHA256.zip}, and while one is on
 * its way {@code SHA256.part}. The files are touched on one thread, one after the other.
 *
 * <p>Methods belong to the event loop.
 */
final class BundleDepot {

  private static final Logger log = LoggerFactory.getLogger(BundleDepot.class);

  private final Path folder;
  private final DeploymentLimits limits;
  private final WorkerExecutor executor;
  private final Set<String> uploads = new HashSet<>();
  private long lastUpload;

  BundleDepot(Context loop, Path folder, DeploymentLimits limits) {
    this.folder = folder;
    this.limits = limits;
    this.executor = loop.owner().createSharedWorkerExecutor("bundle-depot", 1);
  }

  /** Makes the folder. */
  Future<Void> open() {
    return blocking(() -> {
      Files.createDirectories(folder);
      return null;
    });
  }

  /** Does something with files, after all that was asked for before. */
  <T> Future<T> blocking(Callable<T> work) {
    return executor.executeBlocking(work);
  }

  Path archive(String sha256) {
    return folder.resolve(sha256 + ".zip");
  }

  Path part(String sha256) {
    return folder.resolve(sha256 + ".part");
  }

  /**
   * Returns a new file for an archive on its way, which nobody takes away before {@link
   * #endUpload}.
   *
   * @throws StepFailedException if there are as many as may be
   */
  Path beginUpload() {
    if (uploads.size() >= limits.uploads()) {
      throw new StepFailedException(limits.uploads() + " bundles are on their way already");
    }
    String name = "upload-" + ++lastUpload + ".part";
    uploads.add(name);
    return folder.resolve(name);
  }

  /** Removes the file of an upload if it is still there. */
  void endUpload(Path file) {
    uploads.remove(file.getFileName().toString());
    blocking(() -> Files.deleteIfExists(file));
  }

  /** Checks that there is room for an archive; what has come of it already counts. */
  Future<Void> requireRoom(String sha256, long size) {
    return blocking(() -> {
      long taken = Files.exists(part(sha256)) ? Files.size(part(sha256)) : 0;
      long more = Math.max(0, size - taken);
      if (used() + more > limits.diskBytes()) {
        throw new StepFailedException(
            "no room: the archives of bundles would have more than %d MiB"
                .formatted(limits.diskBytes() >> 20));
      }
      long free = Files.getFileStore(folder).getUsableSpace();
      if (free - more < limits.freeBytes()) {
        throw new StepFailedException(
            "no room on disk: %d bytes are free, %d would have to stay so"
                .formatted(free, limits.freeBytes()));
      }
      return null;
    });
  }

  private long used() throws IOException {
    long sum = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        sum += Files.size(file);
      }
    }
    return sum;
  }

  /**
   * Makes a file the archive of that digest, safely on disk. To be called where blocking is
   * allowed.
   */
  void adopt(Path file, String sha256) throws IOException {
    Path archive = archive(sha256);
    if (file.equals(archive)) {
      return;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(file, archive, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
      entries.force(true);
    }
  }

  /**
   * Removes all files that don't belong to one of the archives, nor to uploads. While there are
   * uploads no archive goes: it may be one of theirs, of which nothing is recorded yet.
   */
  Future<Void> sweep(Set<String> wanted) {
    Set<String> busy = Set.copyOf(uploads);
    return blocking(() -> {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
        for (Path file : files) {
          String name = file.getFileName().toString();
          int dot = name.indexOf('.');
          boolean mayBeUploaded = !busy.isEmpty() && name.endsWith(".zip");
          if (!busy.contains(name)
              && !mayBeUploaded
              && !wanted.contains(dot < 0 ? name : name.substring(0, dot))) {
            remove(file);
          }
        }
      }
      return null;
    });
  }

  private static void remove(Path file) throws IOException {
    if (Files.isRegularFile(file)) {
      Files.deleteIfExists(file);
      log.debug("{} is not needed any more", file);
    }
  }

  /** Removes what has come of an archive. */
  Future<Void> forgetPart(String sha256) {
    return blocking(() -> {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, sha256 + ".part*")) {
        for (Path file : files) {
          remove(file);
        }
      } catch (NoSuchFileException gone) {
        // Just as well.
      }
      return null;
    });
  }

  void close() {
    executor.close();
  }
}
