package io.edgecoordinator.task;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of a coordinator's socket, which is also the home and working folder of its workers.
 * It is among the temporary files, since the path of a socket may have some 100 bytes only. A file
 * in it is locked as long as the coordinator lives; folders of those that died are removed.
 */
final class SocketFolder {

  private static final Logger log = LoggerFactory.getLogger(SocketFolder.class);

  private static final String PREFIX = "coordinator-";
  private static final String LOCK = "lock";
  private static final String SOCKET = "workers.sock";

  private final Path path;
  private final FileChannel lock;

  private SocketFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /** Makes a folder that nobody but this user can enter, beside others of the kind. */
  static SocketFolder create(Path among) throws IOException {
    long pid = ProcessHandle.current().pid();
    Path path = Files.createTempDirectory(among, PREFIX + pid + "-");
    FileChannel channel =
        FileChannel.open(
            path.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    FileLock held = channel.tryLock();
    if (held == null) {
      throw new IOException(path + " is locked by somebody else");
    }
    return new SocketFolder(path, channel);
  }

  /** Removes what coordinators left behind that were killed. */
  static void removeLeftovers(Path among) {
    // A lock of this very process would be lost by another look at the file.
    String own = PREFIX + ProcessHandle.current().pid() + "-";
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(among, PREFIX + "*")) {
      for (Path folder : folders) {
        if (!folder.getFileName().toString().startsWith(own) && isLeftover(folder)) {
          delete(folder);
          log.info("removed {}, which a coordinator left that was killed", folder);
        }
      }
    } catch (IOException | UncheckedIOException unreadable) {
      log.debug("can't look for folders of former coordinators: {}", unreadable.toString());
    }
  }

  private static boolean isLeftover(Path folder) {
    Path file = folder.resolve(LOCK);
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      return channel.tryLock() != null;
    } catch (IOException notOurs) {
      return false;
    }
  }

  Path path() {
    return path;
  }

  Path socket() {
    return path.resolve(SOCKET);
  }

  /** Removes the folder with all that is in it. */
  void delete() throws IOException {
    delete(path);
    lock.close();
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(folder)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : all) {
      Files.deleteIfExists(file);
    }
  }
}
