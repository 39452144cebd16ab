package io.edgecoordinator.backup;

import io.edgecoordinator.sqlite.StoreFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A backup on its way into a data folder. It is staged beside what is in use: unpacked, checked, on
 * disk. One rename then decides: before it the folder holds the former state whole, from it on the
 * restored one, whatever happens, since each start first ends what {@link #apply} had begun.
 * Blocks.
 */
public final class StagedRestore {

  private static final String PART = "restore.part";
  private static final String DECIDED = "restore";
  private static final String DONE = "restore.done";

  /** Tells of the last restore: the manifest of what was restored. */
  private static final String LAST = "restored.json";

  private StagedRestore() {}

  /**
   * Stages a backup. The coordinator that uses the folder may run.
   *
   * @throws IOException if it is damaged, incomplete, or by a newer coordinator; then nothing was
   *     changed. The message says why, but does not name the file.
   */
  public static BackupManifest stage(Path backup, Path data) throws IOException {
    Path part = data.resolve(PART);
    try {
      Disk.delete(part);
      BackupManifest manifest = BackupArchive.unpack(backup, part);
      StoreFolder.check(part.resolve(BackupManifest.DATABASE));
      Files.move(part, data.resolve(DECIDED), StandardCopyOption.ATOMIC_MOVE);
      Disk.sync(data);
      return manifest;
    } finally {
      Disk.delete(part);
    }
  }

  /**
   * Puts what was staged in the place of what is there, or ends doing so. Without anything staged
   * it tidies up. Must be done before the store is opened, by whoever has the lock of the folder.
   */
  public static void apply(Path data) throws IOException {
    Path decided = data.resolve(DECIDED);
    Path database = data.resolve(BackupManifest.DATABASE);
    if (Files.exists(decided)) {
      if (Files.exists(decided.resolve(BackupManifest.DATABASE))) {
        // The log of the former must be gone before the new one has its name.
        Files.deleteIfExists(data.resolve(BackupManifest.DATABASE + "-wal"));
        Files.deleteIfExists(data.resolve(BackupManifest.DATABASE + "-shm"));
        Disk.sync(data);
        move(decided.resolve(BackupManifest.DATABASE), database);
      }
      Path bundles = decided.resolve(BackupManifest.BUNDLES);
      if (Files.exists(bundles)) {
        Disk.delete(data.resolve(BackupManifest.BUNDLES));
        move(bundles, data.resolve(BackupManifest.BUNDLES));
      }
      Path manifest = decided.resolve(BackupManifest.NAME);
      if (Files.exists(manifest)) {
        move(manifest, data.resolve(LAST));
      }
      Disk.sync(data);
      Disk.delete(data.resolve(DONE));
      move(decided, data.resolve(DONE));
      Disk.sync(data);
    }
    for (String left : new String[] {PART, DONE, Backups.WORK, Backups.UPLOAD}) {
      Disk.delete(data.resolve(left));
    }
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Returns the digest of the manifest that was restored last, or an empty text. */
  static String last(Path data) throws IOException {
    try {
      return BackupManifest.parse(Files.readAllBytes(data.resolve(LAST))).digest();
    } catch (NoSuchFileException never) {
      return "";
    }
  }
}
