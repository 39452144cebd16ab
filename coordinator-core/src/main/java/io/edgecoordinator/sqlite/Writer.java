package io.edgecoordinator.sqlite;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that writes, and what belongs to it. */
final class Writer {

  private static final Logger log = LoggerFactory.getLogger(Writer.class);

  /** For so long nothing must happen before the writer does something else, in milliseconds. */
  private static final long IDLE_MILLIS = 20;

  /** How often it is looked how full the disk is. */
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Must fit into the database, in bytes, before it is said to have room again. */
  private static final int PROBE_BYTES = 64 << 10;

  /**
   * What became of a commit.
   *
   * @param failure why it could not be written; null if it was
   * @param full why the next deliveries could not be written; null if they can be
   */
  record Outcome(@Nullable String failure, @Nullable String full) {}

  private final DatabaseFile database;
  private final long reserveBytes;
  private final StoreCounters counters;
  private final Maintenance maintenance;
  private final BlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
  private final Thread thread =
      Thread.ofPlatform().daemon().name("store-writer").unstarted(this::run);

  private @Nullable Connection connection;
  private @Nullable CommitStatements statements;
  private long lookedAt;
  private long freeBytes = Long.MAX_VALUE;
  private boolean closed;

  Writer(
      DatabaseFile database, long reserveBytes, StoreCounters counters, Maintenance maintenance) {
    this.database = database;
    this.reserveBytes = reserveBytes;
    this.counters = counters;
    this.maintenance = maintenance;
  }

  /** Opens the database and begins; called before anything else, on any thread. */
  void start(Consumer<Destination> found, Consumer<Integer> leftOver) throws SQLException {
    try (Statement statement = connection().createStatement();
        ResultSet row =
            statement.executeQuery("SELECT number, name, last, count, bytes FROM destination")) {
      while (row.next()) {
        String name = row.getString(2);
        if (name == null) {
          maintenance.leftOver(row.getInt(1));
          leftOver.accept(row.getInt(1));
        } else {
          found.accept(
              new Destination(row.getInt(1), name, row.getLong(3), row.getLong(4), row.getLong(5)));
        }
      }
    }
    look();
    thread.start();
  }

  /**
   * Writes a commit.
   *
   * @param probing whether there was no room: then it is found out whether there is again
   * @param done told on the writer's thread
   */
  void write(Commit commit, boolean probing, Consumer<Outcome> done) {
    work.add(() -> done.accept(write(commit, probing)));
  }

  /** Ends the thread after what it was told to write; then calls back on it. */
  void close(Runnable done) {
    work.add(() -> {
      closed = true;
      checkpoint();
      disconnect();
      done.run();
    });
  }

  private void run() {
    while (!closed) {
      try {
        Runnable next =
            maintenance.isDue() && connection != null
                ? work.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS)
                : work.take();
        if (next != null) {
          next.run();
        } else {
          maintain();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Works until there is nothing to do or something more urgent comes. */
  private void maintain() {
    try {
      while (work.isEmpty() && maintenance.isDue()) {
        maintenance.work(connection());
      }
      look();
    } catch (SQLException e) {
      log.warn("{} can't be tidied up: {}", database, e.getMessage());
      disconnect();
    }
  }

  private Outcome write(Commit commit, boolean probing) {
    try {
      if (System.nanoTime() - lookedAt > LOOK_NANOS || probing) {
        look();
      }
      String full = full(probing);
      if (full != null && commit.appends() > 0) {
        return new Outcome(full, full);
      }
      if (!commit.isEmpty()) {
        statements().write(commit);
        maintenance.written(commit);
      }
      return new Outcome(null, probing && full == null ? probe() : full);
    } catch (SQLException | RuntimeException e) {
      disconnect();
      String why = String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString());
      return new Outcome(why, why);
    }
  }

  /** Says why there is no room on the disk; null if there is. */
  private @Nullable String full(boolean probing) {
    // Somewhat more than is needed must be free before it counts as free again.
    long needed = probing ? reserveBytes + reserveBytes / 4 : reserveBytes;
    return freeBytes >= needed
        ? null
        : "only %,d KiB are free on the disk of %s".formatted(freeBytes >> 10, database);
  }

  /** Tries whether the database may grow, without a trace; says why not. */
  private @Nullable String probe() throws SQLException {
    try (Statement statement = connection().createStatement()) {
      statement.executeUpdate("BEGIN IMMEDIATE");
      statement.executeUpdate(
          "INSERT INTO delivery (id, size, record) VALUES (0, 0, zeroblob(" + PROBE_BYTES + "))");
      statement.executeUpdate("ROLLBACK");
      return null;
    } catch (SQLException e) {
      disconnect();
      return e.getMessage();
    }
  }

  private void look() {
    lookedAt = System.nanoTime();
    try {
      freeBytes = database.freeBytes();
      counters.bytesOnDisk = database.usedBytes();
    } catch (IOException e) {
      freeBytes = Long.MAX_VALUE; // writing will tell
    }
  }

  private void checkpoint() {
    Connection open = connection;
    if (open != null) {
      try (Statement statement = open.createStatement()) {
        Maintenance.cutLog(statement);
      } catch (SQLException e) {
        log.debug("the write-ahead log of {} stays as it is", database, e);
      }
    }
  }

  private Connection connection() throws SQLException {
    Connection open = connection;
    if (open == null) {
      open = database.connectToWrite();
      connection = open;
    }
    return open;
  }

  private CommitStatements statements() throws SQLException {
    CommitStatements prepared = statements;
    if (prepared == null) {
      prepared = new CommitStatements(connection());
      statements = prepared;
    }
    return prepared;
  }

  /** Closes the connection, which rolls back what it was at; the next use opens another. */
  private void disconnect() {
    Connection open = connection;
    connection = null;
    statements = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        log.debug("{} can't be closed", database, e);
      }
    }
  }
}
