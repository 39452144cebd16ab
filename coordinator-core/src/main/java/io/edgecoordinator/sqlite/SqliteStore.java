package io.edgecoordinator.sqlite;

import io.edgecoordinator.store.Codec;
import io.edgecoordinator.store.DeliveryLog;
import io.edgecoordinator.store.DurableMap;
import io.edgecoordinator.store.Queueable;
import io.edgecoordinator.store.Store;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store, in {@code coordinator.db}. The open commit is taken over by the writer when that is
 * free, nobody holds the commit, and its first change has waited for as long as {@link StoreLimits}
 * say.
 *
 * <p>When a commit can't be written, its deliveries and those gathered since are refused, and
 * {@link #whenSafe} tells of the failure. Its removals and its changes of maps stay: they are
 * written with the next commit that can be, and a later change of the same key replaces them. Who
 * wants a key unchanged where a delivery was refused changes it back when told so; then nothing of
 * it is ever seen on disk. Every second it is tried whether there is room again; until then
 * deliveries are refused in the next turn, and removals and maps are written if the disk lets them.
 */
public final class SqliteStore implements Store {

  private static final Logger log = LoggerFactory.getLogger(SqliteStore.class);

  private final Context loop;
  private final DatabaseFile database;
  private final Destinations destinations = new Destinations();
  private final StoreCounters counters = new StoreCounters();
  private final Writer writer;
  private final Reader reader;
  private final Committer committer;
  private @Nullable Promise<Void> closed;

  private SqliteStore(Context loop, DatabaseFile database, StoreLimits limits) {
    this.loop = loop;
    this.database = database;
    Maintenance maintenance =
        new Maintenance(number -> loop.runOnContext(_ -> destinations.release(number)));
    writer = new Writer(database, limits.reserveBytes(), counters, maintenance);
    reader = new Reader(database, loop);
    committer = new Committer(loop, limits, writer, counters);
  }

  /**
   * Opens the store in a folder, which is made if it is missing.
   *
   * @param loop the event loop it belongs to; the answer comes there
   * @return fails with a {@link StoreException} that says in one line what is wrong with which file
   */
  public static Future<SqliteStore> open(Context loop, Path folder, StoreLimits limits) {
    return open(loop, folder, limits, _ -> {});
  }

  /**
   * Opens the store in a folder, as {@link #open(Context, Path, StoreLimits)}.
   *
   * @param first what is done to the folder before, when no other coordinator can use it
   */
  public static Future<SqliteStore> open(
      Context loop, Path folder, StoreLimits limits, StoreFolder.Step first) {
    Promise<SqliteStore> promise = Promise.promise();
    Runnable opening =
        () -> {
          try {
            SqliteStore store = openNow(loop, folder, limits, first);
            loop.runOnContext(_ -> promise.complete(store));
          } catch (IOException | RuntimeException e) {
            loop.runOnContext(_ -> promise.fail(e));
          } catch (LinkageError e) {
            String why = "the store can't be opened, SQLite can't be loaded: " + e.getMessage();
            loop.runOnContext(_ -> promise.fail(new StoreException(why, e)));
          }
        };
    Thread.ofPlatform().daemon().name("store-opener").start(opening);
    return promise.future();
  }

  private static SqliteStore openNow(
      Context loop, Path folder, StoreLimits limits, StoreFolder.Step first) throws IOException {
    DatabaseFile database = DatabaseFile.open(folder, limits.databaseBytes(), first);
    SqliteStore store = new SqliteStore(loop, database, limits);
    try {
      store.writer.start(store.destinations::add, store.destinations::reserve);
      store.reader.start();
      return store;
    } catch (SQLException e) {
      database.close();
      throw database.unusable(e);
    }
  }

  @Override
  public <T extends Queueable> DeliveryLog<T> deliveries(String destination, Codec<T> codec) {
    return new SqliteLog<>(this, destinations.get(destination), codec);
  }

  @Override
  public <T> DurableMap<T> map(String name, Codec<T> codec) {
    return new SqliteMap<>(this, name, codec);
  }

  @Override
  public void whenSafe(Safe callback) {
    committer.whenSafe(callback);
  }

  @Override
  public Hold hold() {
    committer.hold();
    return new OneHold();
  }

  /** Returns what was done since it was opened. */
  public StoreCounters counters() {
    return counters;
  }

  /**
   * Writes what is on disk now into a new file, in one state. It reads from a snapshot: commits go
   * on meanwhile. Blocks, and may be called from any thread.
   *
   * @throws IOException if that can't be done
   */
  public void copyTo(Path copy) throws IOException {
    try {
      database.copyTo(copy);
    } catch (SQLException e) {
      throw new IOException("%s can't be copied: %s".formatted(database, e.getMessage()), e);
    }
  }

  /** Returns what the store takes on the disk, in bytes. May be called from any thread. */
  public long bytesOnDisk() throws IOException {
    return database.usedBytes();
  }

  /** Returns what deliveries take that are not written yet, in bytes, roughly. */
  public long pendingBytes() {
    return committer.pendingBytes();
  }

  /**
   * Says whether publishers should not be read from for now, because more than {@link
   * StoreLimits#pendingBytes} are not written yet.
   */
  public boolean isCongested() {
    return committer.isCongested();
  }

  /** Sets who is told when {@link #isCongested} changes. */
  public void onCongestion(CongestionListener listener) {
    committer.onCongestion(listener);
  }

  /**
   * Writes what is pending and closes the file. Deliveries that come later are refused.
   *
   * @return fails if something could not be written
   */
  public Future<Void> close() {
    Promise<Void> promise = closed;
    if (promise == null) {
      Promise<Void> made = Promise.promise();
      promise = made;
      closed = made;
      committer.close(failure -> writer.close(() -> reader.close(() -> finish(made, failure))));
    }
    return promise.future();
  }

  private void finish(Promise<Void> promise, @Nullable String failure) {
    try {
      database.close();
    } catch (IOException e) {
      log.warn("the lock beside {} can't be closed", database, e);
    }
    loop.runOnContext(_ -> {
      if (failure == null) {
        promise.complete();
      } else {
        promise.fail(new IOException("not all could be written to " + database + ": " + failure));
      }
    });
  }

  void append(SqliteEntry<?> entry) {
    committer.append(entry);
  }

  void remove(SqliteEntry<?> entry) {
    committer.remove(entry);
  }

  boolean keep(SqliteEntry<?> entry) {
    return committer.keep(entry);
  }

  void change(Commit.Key key, Commit.Change<?> change) {
    committer.change(key, change);
  }

  void delete(Destination destination) {
    if (!destination.deleted) {
      destinations.delete(destination);
      committer.delete(destination);
    }
  }

  <T extends Queueable> Future<DeliveryLog.Page<T>> read(SqliteLog<T> from, long after, int most) {
    return reader
        .deliveries(from, after, most)
        .map(found -> {
          found.lost().forEach(committer::giveUp);
          return found.page();
        });
  }

  <T> Future<Map<String, T>> load(String name, String prefix, Codec<T> codec) {
    return reader.map(name, prefix, codec);
  }

  /** Counts once, however often it is closed. */
  private final class OneHold implements Hold {

    private boolean closed;

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        committer.letGo();
      }
    }
  }
}
