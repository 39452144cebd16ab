package io.edgecoordinator.backup;

import io.edgecoordinator.sqlite.SqliteStore;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Backups of a coordinator that runs, and the return to one, one at a time. What blocks is done on
 * a thread of its own. Belongs to the event loop.
 */
public final class Backups {

  static final String WORK = "backup";
  static final String UPLOAD = "restore.zip";

  private static final Logger log = LoggerFactory.getLogger(Backups.class);

  private final Context loop;
  private final SqliteStore store;
  private final Path data;
  private final String box;
  private final InstantSource clock;
  private final Promise<Void> restart = Promise.promise();
  private boolean busy;

  /**
   * Creates the maker of backups.
   *
   * @param data the folder that the store is in
   * @param box the id of this coordinator
   */
  public Backups(Context loop, SqliteStore store, Path data, String box, InstantSource clock) {
    this.loop = loop;
    this.store = store;
    this.data = data;
    this.box = box;
    this.clock = clock;
  }

  /**
   * Makes a backup of what is on disk now, while all goes on.
   *
   * @return the file; {@link #end} must be called when it was read. Fails with an {@link
   *     IllegalStateException} if a backup or a restore is under way, with an {@link IOException}
   *     if it can't be made.
   */
  public Future<Path> begin() {
    if (busy) {
      return Future.failedFuture(underWay());
    }
    busy = true;
    return onThread(
            () -> new BackupWriter(store, data, data.resolve(WORK)).write(box, clock.instant()))
        .onFailure(_ -> end());
  }

  /**
   * Returns where to put a backup that is to be restored.
   *
   * @param bytes of the backup
   * @return fails with an {@link IllegalStateException} if a backup or a restore is under way, with
   *     an {@link IOException} if the disk has no room for it
   */
  public Future<Path> beginRestore(long bytes) {
    if (busy) {
      return Future.failedFuture(underWay());
    }
    busy = true;
    return onThread(
            () -> {
              Files.deleteIfExists(data.resolve(UPLOAD));
              Disk.requireRoom(data, bytes, "the backup");
              return data.resolve(UPLOAD);
            })
        .onFailure(_ -> end());
  }

  private static IllegalStateException underWay() {
    return new IllegalStateException("another backup or restore is under way; try again later");
  }

  /**
   * Checks the backup that was put there, and has it take the place of what is there at the next
   * start, which {@link #restart} asks for.
   *
   * @return fails with an {@link IOException} if the backup can't be restored; nothing was changed
   */
  public Future<BackupManifest> stage() {
    return onThread(
            () -> {
              BackupManifest manifest = StagedRestore.stage(data.resolve(UPLOAD), data);
              log.info(
                  "a backup of {} from {} is restored now", manifest.box(), manifest.created());
              return manifest;
            })
        .onFailure(_ -> end());
  }

  /** Ends what was begun, and deletes its files. */
  public void end() {
    onThread(
            () -> {
              Disk.delete(data.resolve(WORK));
              Disk.delete(data.resolve(UPLOAD));
              return "";
            })
        .onFailure(left -> log.warn("{} can't be tidied up: {}", data, left.toString()))
        .onComplete(_ -> busy = false);
  }

  /** Returns the digest of the backup that this coordinator was restored from, or nothing. */
  public Future<String> last() {
    return onThread(() -> StagedRestore.last(data));
  }

  /** Asks for a new start. */
  public void restart() {
    restart.tryComplete();
  }

  /** Completes when the coordinator should be stopped, and started again from the same folder. */
  public Future<Void> restartWanted() {
    return restart.future();
  }

  private <T> Future<T> onThread(Callable<T> work) {
    Promise<T> done = Promise.promise();
    Thread.ofPlatform()
        .daemon()
        .name("backup")
        .start(() -> {
          try {
            T result = work.call();
            loop.runOnContext(_ -> done.complete(result));
          } catch (Exception failed) {
            loop.runOnContext(_ -> done.fail(failed));
          }
        });
    return done.future();
  }
}
