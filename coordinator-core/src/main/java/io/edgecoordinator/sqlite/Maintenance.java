package io.edgecoordinator.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.IntConsumer;

/**
 * What the writer does when nobody wants anything of it, in small portions: takes out what deleted
 * destinations left, gives free room back to the disk, cuts the write-ahead log.
 */
final class Maintenance {

  /** Rows taken out at a time. */
  private static final int ROWS = 1000;

  /** Pages given back at a time. */
  private static final int PAGES = 256;

  /** Free pages kept for what comes next: 1 MiB. */
  private static final int SPARE_PAGES = 256;

  private final IntConsumer released;

  /** Numbers of deleted destinations that have rows yet. */
  private final Queue<Integer> leftovers = new ArrayDeque<>();

  private boolean room = true;
  private boolean log = true;

  /**
   * @param released told the number of a deleted destination of which nothing is left
   */
  Maintenance(IntConsumer released) {
    this.released = released;
  }

  /** Says whether there is anything to do. */
  boolean isDue() {
    return log || room || !leftovers.isEmpty();
  }

  /** A commit was written. */
  void written(Commit commit) {
    log = true;
    room |= !commit.removals().isEmpty() || !commit.changes().isEmpty();
    commit.deletions().forEach(deleted -> leftovers.add(deleted.number));
  }

  /** Destinations that were deleted, not long before the store was closed. */
  void leftOver(int number) {
    leftovers.add(number);
  }

  /** Does a portion. */
  void work(Connection connection) throws SQLException {
    Integer number = leftovers.peek();
    if (number != null) {
      if (takeOut(number, connection)) {
        leftovers.remove();
        released.accept(number);
      }
      room = true;
      log = true;
      return;
    }
    try (Statement statement = connection.createStatement()) {
      if (room) {
        room = DatabaseFile.number(statement, "PRAGMA freelist_count") > SPARE_PAGES;
        if (room) {
          // executeUpdate runs it to its end, execute stops after the first page.
          statement.executeUpdate("PRAGMA incremental_vacuum(" + PAGES + ")");
          log = true;
        }
      } else {
        cutLog(statement);
        log = false;
      }
    }
  }

  /** Empties the write-ahead log unless somebody reads from it: then after the next commit. */
  static void cutLog(Statement statement) throws SQLException {
    statement.execute("PRAGMA busy_timeout = 0");
    statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    statement.execute("PRAGMA busy_timeout = " + DatabaseFile.BUSY_MILLIS);
  }

  /** Returns whether nothing is left. */
  private static boolean takeOut(int number, Connection connection) throws SQLException {
    long from = Destination.firstId(number);
    long to = Destination.firstId(number + 1);
    long upTo = to;
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT id FROM delivery WHERE id >= ? AND id < ? ORDER BY id LIMIT 1 OFFSET ?")) {
      query.setLong(1, from);
      query.setLong(2, to);
      query.setInt(3, ROWS);
      try (ResultSet row = query.executeQuery()) {
        upTo = row.next() ? row.getLong(1) : to;
      }
    }
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM delivery WHERE id >= ? AND id < ?")) {
      delete.setLong(1, from);
      delete.setLong(2, upTo);
      delete.executeUpdate();
    }
    if (upTo < to) {
      return false;
    }
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM destination WHERE number = ?")) {
      delete.setInt(1, number);
      delete.executeUpdate();
    }
    return true;
  }
}
