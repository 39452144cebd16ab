package io.edgecoordinator.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A bundle as one file: a zip as it is, a folder packed into a file that is gone when closed. */
final class Packed implements AutoCloseable {

  private final Path file;
  private final boolean isOurs;

  private Packed(Path file, boolean isOurs) {
    this.file = file;
    this.isOurs = isOurs;
  }

  static Packed of(Path bundle) {
    if (!Files.isDirectory(bundle)) {
      return new Packed(bundle, false);
    }
    try {
      Path zip = Files.createTempFile("bundle-", ".zip");
      try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip));
          Stream<Path> all = Files.walk(bundle)) {
        List<Path> files = all.filter(Files::isRegularFile).sorted().toList();
        for (Path each : files) {
          out.putNextEntry(new ZipEntry(bundle.relativize(each).toString()));
          Files.copy(each, out);
        }
      }
      return new Packed(zip, true);
    } catch (IOException unreadable) {
      throw new Failure(bundle + " can't be packed: " + unreadable.getMessage());
    }
  }

  Path file() {
    return file;
  }

  @Override
  public void close() {
    if (isOurs) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException left) {
        throw new Failure(file + " can't be removed: " + left.getMessage());
      }
    }
  }
}
