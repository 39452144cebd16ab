package io.edgecoordinator.sqlite;

import io.edgecoordinator.log.LogThrottle;
import io.edgecoordinator.store.Codec;
import io.edgecoordinator.store.DeliveryLog.Page;
import io.edgecoordinator.store.Entry;
import io.edgecoordinator.store.Queueable;
import io.edgecoordinator.store.RecordInput;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that reads, with a connection of its own. No read transaction outlives a page, so that
 * the write-ahead log can begin anew.
 */
final class Reader {

  private static final Logger log = LoggerFactory.getLogger(Reader.class);

  private final LogThrottle throttle = new LogThrottle(5, InstantSource.system());

  /** A page is over when its records are as long together, in bytes. */
  private static final int PAGE_BYTES = 4 << 20;

  private static final String DELIVERIES =
      "SELECT id, size, record FROM delivery WHERE id > ? AND id < ? ORDER BY id";

  /** What a read gives. */
  private interface Read<T> {
    T from(Connection connection) throws SQLException;
  }

  /**
   * A page, and what was in its place but could not be read.
   *
   * @param page for the caller
   * @param lost for the store, which removes it
   */
  record Found<T extends Queueable>(Page<T> page, List<Commit.Removal> lost) {}

  private final DatabaseFile database;
  private final Context loop;
  private final BlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
  private final Thread thread =
      Thread.ofPlatform().daemon().name("store-reader").unstarted(this::run);
  private @Nullable Connection connection;
  private boolean closed;

  Reader(DatabaseFile database, Context loop) {
    this.database = database;
    this.loop = loop;
  }

  void start() {
    thread.start();
  }

  /** Reads deliveries; the answer comes on the event loop. */
  <T extends Queueable> Future<Found<T>> deliveries(SqliteLog<T> from, long after, int most) {
    return submit(open -> page(open, from, after, most));
  }

  /** Reads what a map has under a prefix; the answer comes on the event loop. */
  <T> Future<Map<String, T>> map(String name, String prefix, Codec<T> codec) {
    return submit(open -> all(open, name, prefix, codec));
  }

  /** Ends the thread after what it was told to read; then calls back on it. */
  void close(Runnable done) {
    work.add(() -> {
      closed = true;
      disconnect();
      done.run();
    });
  }

  private void run() {
    while (!closed) {
      try {
        work.take().run();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private <T> Future<T> submit(Read<T> read) {
    Promise<T> promise = Promise.promise();
    work.add(() -> {
      try {
        Connection open = connection;
        if (open == null) {
          open = database.connectToRead();
          connection = open;
        }
        T found = read.from(open);
        loop.runOnContext(_ -> promise.complete(found));
      } catch (SQLException | RuntimeException e) {
        disconnect();
        loop.runOnContext(_ -> promise.fail(e));
      }
    });
    return promise.future();
  }

  private <T extends Queueable> Found<T> page(
      Connection open, SqliteLog<T> from, long after, int most) throws SQLException {
    Destination destination = from.destination;
    List<Entry<T>> entries = new ArrayList<>();
    List<Commit.Removal> lost = new ArrayList<>();
    long upTo = after;
    long lostBytes = 0;
    long bytes = 0;
    try (PreparedStatement query = open.prepareStatement(DELIVERIES)) {
      query.setLong(1, destination.id(after));
      query.setLong(2, Destination.firstId(destination.number + 1));
      try (ResultSet row = query.executeQuery()) {
        while (entries.size() + lost.size() < most && bytes < PAGE_BYTES && row.next()) {
          upTo = Destination.sequence(row.getLong(1));
          int size = row.getInt(2);
          byte[] record = row.getBytes(3);
          bytes += record.length;
          try {
            T item = from.codec.read(new RecordInput(record));
            entries.add(new SqliteEntry<>(from, item, upTo, size, null, SqliteEntry.State.STORED));
          } catch (RuntimeException e) {
            if (throttle.permits()) {
              log.error(
                  "delivery {} to {} can't be read and is given up: {}{}",
                  upTo,
                  destination.name,
                  e,
                  throttle.takeSuppressed());
            }
            lost.add(new Commit.Removal(destination, upTo, size));
            lostBytes += size;
          }
        }
      }
    }
    return new Found<>(new Page<>(entries, upTo, lost.size(), lostBytes), lost);
  }

  private static <T> Map<String, T> all(Connection open, String name, String prefix, Codec<T> codec)
      throws SQLException {
    Map<String, T> all = new HashMap<>();
    try (PreparedStatement query =
        open.prepareStatement(
            "SELECT key, value FROM map WHERE name = ? AND key >= ? ORDER BY key")) {
      query.setString(1, name);
      query.setString(2, prefix);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          String key = row.getString(1);
          if (!key.startsWith(prefix)) {
            break; // rows come in the order of the primary key
          }
          try {
            all.put(key, codec.read(new RecordInput(row.getBytes(2))));
          } catch (RuntimeException e) {
            log.error("{} of {} can't be read and is left out: {}", key, name, e.toString());
          }
        }
      }
    }
    return all;
  }

  private void disconnect() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        log.debug("{} can't be closed", database, e);
      }
    }
  }
}
