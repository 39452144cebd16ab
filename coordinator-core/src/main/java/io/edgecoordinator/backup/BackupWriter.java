package io.edgecoordinator.backup;

import io.edgecoordinator.backup.BackupManifest.Content;
import io.edgecoordinator.bundle.Sha256;
import io.edgecoordinator.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Makes a backup of a data folder in use. The store is copied in one state, from a snapshot, so
 * nothing waits for it; archives of bundles never change, and are linked before and after, since
 * one that the store names was there at one of the two times. Blocks.
 */
final class BackupWriter {

  private final SqliteStore store;
  private final Path data;
  private final Path work;

  /**
   * @param work a folder of its own for it, inside the data folder, made anew
   */
  BackupWriter(SqliteStore store, Path data, Path work) {
    this.store = store;
    this.data = data;
    this.work = work;
  }

  /** Returns the backup, a zip in the working folder. */
  Path write(String box, Instant now) throws IOException {
    Disk.delete(work);
    Files.createDirectories(work.resolve(BackupManifest.BUNDLES));
    Disk.requireRoom(data, 2 * store.bytesOnDisk(), "a backup, while it is made,");
    linkBundles();
    store.copyTo(work.resolve(BackupManifest.DATABASE));
    linkBundles();
    BackupManifest manifest = new BackupManifest(box, now, contents());
    Path zip = work.resolve("backup.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.setLevel(Deflater.BEST_SPEED);
      out.putNextEntry(new ZipEntry(BackupManifest.NAME));
      out.write(manifest.json());
      for (String path : manifest.files().keySet()) {
        out.putNextEntry(new ZipEntry(path));
        Files.copy(work.resolve(path), out);
      }
    }
    return zip;
  }

  private void linkBundles() throws IOException {
    Path bundles = data.resolve(BackupManifest.BUNDLES);
    if (!Files.isDirectory(bundles)) {
      return;
    }
    try (DirectoryStream<Path> archives = Files.newDirectoryStream(bundles, "*.zip")) {
      for (Path archive : archives) {
        link(archive, work.resolve(BackupManifest.BUNDLES).resolve(archive.getFileName()));
      }
    }
  }

  private static void link(Path archive, Path copy) throws IOException {
    try {
      if (archive.getFileName().toString().matches("[0-9a-f]{64}\\.zip")) {
        Files.createLink(copy, archive);
      }
    } catch (FileAlreadyExistsException linkedBefore) {
      // It is the same: its name is its digest.
    } catch (NoSuchFileException gone) {
      // Nobody needs it any more.
    } catch (UnsupportedOperationException noLinks) {
      Files.copy(archive, copy);
    }
  }

  private SortedMap<String, Content> contents() throws IOException {
    SortedMap<String, Content> contents = new TreeMap<>();
    contents.put(BackupManifest.DATABASE, content(work.resolve(BackupManifest.DATABASE)));
    Path bundles = work.resolve(BackupManifest.BUNDLES);
    try (DirectoryStream<Path> archives = Files.newDirectoryStream(bundles)) {
      for (Path archive : archives) {
        contents.put(BackupManifest.BUNDLES + "/" + archive.getFileName(), content(archive));
      }
    }
    return contents;
  }

  private static Content content(Path file) throws IOException {
    return new Content(Files.size(file), Sha256.hex(file));
  }
}
