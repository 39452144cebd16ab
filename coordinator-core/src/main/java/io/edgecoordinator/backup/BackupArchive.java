package io.edgecoordinator.backup;

import io.edgecoordinator.bundle.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** A backup as a file. Every byte of it is checked before anything is made of it. Blocks. */
public final class BackupArchive {

  private static final int BUFFER = 64 << 10;

  private BackupArchive() {}

  /**
   * Reads a backup to its end, and returns what is in it.
   *
   * @throws IOException if it is damaged, incomplete or of another form; the message says which,
   *     but does not name the file
   */
  public static BackupManifest verify(Path backup) throws IOException {
    return read(backup, _ -> _ -> OutputStream.nullOutputStream());
  }

  /** Brings the files of a backup into a folder, and on disk; fails as {@link #verify}. */
  static BackupManifest unpack(Path backup, Path folder) throws IOException {
    Files.createDirectories(folder.resolve(BackupManifest.BUNDLES));
    BackupManifest manifest =
        read(
            backup,
            expected -> {
              Disk.requireRoom(folder, expected.bytes(), "the backup, unpacked,");
              return path -> Files.newOutputStream(folder.resolve(path));
            });
    Files.write(folder.resolve(BackupManifest.NAME), manifest.json());
    for (String path : manifest.files().keySet()) {
      Disk.sync(folder.resolve(path));
    }
    Disk.sync(folder.resolve(BackupManifest.NAME));
    Disk.sync(folder.resolve(BackupManifest.BUNDLES));
    Disk.sync(folder);
    return manifest;
  }

  private interface Place {
    OutputStream of(String path) throws IOException;
  }

  /** Says where the files of a backup go, before the first of them is read. */
  private interface Preparation {
    Place of(BackupManifest expected) throws IOException;
  }

  private static BackupManifest read(Path backup, Preparation preparation) throws IOException {
    try (ZipFile zip = new ZipFile(backup.toFile())) {
      BackupManifest manifest;
      try (InputStream in = zip.getInputStream(entry(zip, BackupManifest.NAME))) {
        manifest = BackupManifest.parse(in.readNBytes(BackupManifest.MAX_BYTES));
      }
      Place place = preparation.of(manifest);
      if (zip.size() != manifest.files().size() + 1) {
        throw new IOException("the backup is damaged: it has other files than it says");
      }
      for (Map.Entry<String, BackupManifest.Content> file : manifest.files().entrySet()) {
        try (InputStream in = zip.getInputStream(entry(zip, file.getKey()));
            OutputStream out = place.of(file.getKey())) {
          copy(in, out, file.getKey(), file.getValue());
        }
      }
      return manifest;
    } catch (ZipException damaged) {
      throw new IOException("it is no backup, or it is damaged: " + damaged.getMessage(), damaged);
    }
  }

  private static ZipEntry entry(ZipFile zip, String path) throws IOException {
    ZipEntry entry = zip.getEntry(path);
    if (entry == null) {
      throw new IOException("it is no backup, or it is damaged: it has no " + path);
    }
    return entry;
  }

  /** Copies no more than there should be, and fails if it is anything else. */
  private static void copy(
      InputStream in, OutputStream out, String path, BackupManifest.Content content)
      throws IOException {
    MessageDigest digest = Sha256.digest();
    byte[] buffer = new byte[BUFFER];
    long left = content.size();
    int read;
    while (left > 0 && (read = in.read(buffer, 0, (int) Math.min(BUFFER, left))) > 0) {
      digest.update(buffer, 0, read);
      out.write(buffer, 0, read);
      left -= read;
    }
    if (left > 0 || in.read() >= 0 || !Sha256.hex(digest).equals(content.sha256())) {
      throw new IOException("the backup is damaged: %s is not what it was".formatted(path));
    }
  }
}
