package io.edgecoordinator.cli;

import io.edgecoordinator.bundle.BundleWriter;
import io.edgecoordinator.bundle.UntrustedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

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
      Packed packed = new Packed(Files.createTempFile("bundle-", ".zip"), true);
      BundleWriter.pack(bundle, packed.file, null);
      return packed;
    } catch (IOException | UntrustedException unfit) {
      throw new Failure(bundle + " can't be packed: " + unfit.getMessage());
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
