package io.edgecoordinator.bundle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/** Packs and signs bundles. Blocks. */
public final class BundleWriter {

  /** What all files in an archive are said to be from: an archive tells of its files alone. */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

  private BundleWriter() {}

  /**
   * Returns the statement about a bundle that can be signed.
   *
   * @throws IOException if the bundle can't be read; the message says why, but does not name it
   * @throws BundleException if something is wrong with it
   */
  public static BundleStatement statement(Path bundle) throws IOException {
    return statement(bundle, BundleContent.read(bundle));
  }

  private static BundleStatement statement(Path bundle, BundleContent content) {
    Bundle parsed = BundleLoader.bundle(bundle, content, null);
    return new BundleStatement(parsed.name(), parsed.version(), content.digest());
  }

  /**
   * Packs a bundle, a folder or a zip, into a zip. The same files give the same zip, byte for byte.
   * A signature it has is kept if it is given no other and nothing was changed since.
   *
   * @param key signs it, if not null
   * @return what was packed
   * @throws IOException if it can't be read or the zip can't be written
   * @throws BundleException if something is wrong with it
   * @throws UntrustedException if it has a signature of something else
   */
  public static BundleStatement pack(Path bundle, Path out, @Nullable SigningKey key)
      throws IOException, UntrustedException {
    BundleContent content = BundleContent.read(bundle);
    BundleStatement statement = statement(bundle, content);
    String signature = content.signature();
    if (key != null) {
      signature = key.sign(statement);
    } else if (signature != null && !Jws.parse(signature).statement().equals(statement)) {
      throw new UntrustedException(
          "it was changed since it was signed; sign it again with --sign KEY, or take %s out of it"
              .formatted(BundleContent.SIGNATURE));
    }
    write(content.files(), signature, out);
    return statement;
  }

  /**
   * Signs a bundle where it is: a folder gets the file {@code bundle.jws}, a zip is packed anew.
   *
   * @return what was signed
   * @throws IOException if it can't be read or written
   * @throws BundleException if something is wrong with it
   */
  public static BundleStatement sign(Path bundle, SigningKey key) throws IOException {
    BundleContent content = BundleContent.read(bundle);
    BundleStatement statement = statement(bundle, content);
    String signature = key.sign(statement);
    if (Files.isDirectory(bundle)) {
      replace(bundle.resolve(BundleContent.SIGNATURE), part -> Files.write(part, line(signature)));
    } else {
      write(content.files(), signature, bundle);
    }
    return statement;
  }

  private static byte[] line(String signature) {
    return (signature + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  private static void write(Map<String, byte[]> files, @Nullable String signature, Path out)
      throws IOException {
    replace(
        out,
        part -> {
          try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(part))) {
            zip.setLevel(Deflater.BEST_COMPRESSION);
            if (signature != null) {
              write(zip, BundleContent.SIGNATURE, line(signature));
            }
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
              write(zip, file.getKey(), file.getValue());
            }
          }
          StrictZip.read(part); // Every box will: what it refuses must not leave here.
        });
  }

  private static void write(ZipOutputStream zip, String path, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(path);
    entry.setTimeLocal(TIME);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private interface Content {
    void writeTo(Path part) throws IOException;
  }

  /** Writes a file that is there whole or, if something fails, as it was before. */
  private static void replace(Path file, Content content) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new IOException(file + " cannot be written: there is no such folder");
    }
    String name = "." + file.getFileName() + "." + ProcessHandle.current().pid();
    Path part = file.resolveSibling(name);
    try {
      content.writeTo(part);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
