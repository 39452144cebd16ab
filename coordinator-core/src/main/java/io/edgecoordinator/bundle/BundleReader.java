package io.edgecoordinator.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;

/**
 * Brings the files of a bundle into memory, from a folder or a zip, within bounds: a bundle from
 * elsewhere must not fill the memory, nor name a file outside of itself.
 *
 * <p>Hidden files and the ones editors leave behind are no part of a bundle.
 */
final class BundleReader {

  /** Lies in the folder where a coordinator keeps what survives a restart. */
  private static final String DATA_FOLDER_MARK = "coordinator.lock";

  /** The most files a bundle may have. */
  static final int MAX_FILES = 1_000;

  /** The most bytes all its files together may have, unpacked. */
  static final int MAX_BYTES = 32 << 20;

  private final Map<String, byte[]> contents = new TreeMap<>();
  private final BundlePaths paths = new BundlePaths("the folder");
  private int bytes;

  private BundleReader() {}

  /**
   * Returns the files by path inside the bundle.
   *
   * @throws IOException if it cannot be read or breaks a bound; the message says so to people
   */
  static Map<String, byte[]> read(Path bundle) throws IOException {
    if (Files.isDirectory(bundle)) {
      BundleReader reader = new BundleReader();
      reader.readFolder(bundle);
      return reader.contents;
    }
    if (Files.isRegularFile(bundle)) {
      return StrictZip.read(bundle);
    }
    throw new IOException("there is no such folder or zip file");
  }

  private void readFolder(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
            return !visited.equals(folder) && isIgnored(visited)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!isIgnored(file)) {
              addFile(folder, file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }
        });
  }

  private void addFile(Path folder, Path file) throws IOException {
    String path = folder.relativize(file).toString().replace('\\', '/');
    try {
      if (!file.toRealPath().startsWith(folder.toRealPath())) {
        throw new IOException(path + " is a link to a file outside of the bundle");
      }
      if (Files.isRegularFile(file)) {
        try (InputStream in = Files.newInputStream(file)) {
          add(path, in);
        }
      }
    } catch (NoSuchFileException gone) {
      // An editor replaced it just now; the watcher will come back.
    }
  }

  private void add(String path, InputStream in) throws IOException {
    if (contents.size() == MAX_FILES) {
      throw new IOException("it has more than " + MAX_FILES + " files");
    }
    byte[] content = in.readNBytes(MAX_BYTES - bytes + 1);
    bytes += content.length;
    if (bytes > MAX_BYTES) {
      throw new IOException("its files have more than %d MiB".formatted(MAX_BYTES >> 20));
    }
    paths.addFile(path);
    contents.put(path, content);
  }

  /** Says whether a file or folder is none of a bundle's: an editor's, or the coordinator's own. */
  static boolean isIgnored(Path path) {
    String name = path.getFileName().toString();
    return name.startsWith(".")
        || name.startsWith("#")
        || name.endsWith("~")
        || Files.exists(path.resolve(DATA_FOLDER_MARK));
  }
}
