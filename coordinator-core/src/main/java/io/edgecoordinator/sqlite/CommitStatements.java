package io.edgecoordinator.sqlite;

import io.edgecoordinator.store.Queueable;
import io.edgecoordinator.store.RecordOutput;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What it takes to write a commit, prepared once per connection. Belongs to the writer. */
final class CommitStatements implements AutoCloseable {

  /** Rows in one statement: more gain nothing, fewer cost much. */
  private static final int ROWS = 16;

  private final Connection connection;
  private final RecordOutput record = new RecordOutput();
  private final PreparedStatement begin;
  private final PreparedStatement commit;
  private final PreparedStatement insert;
  private final PreparedStatement insertRows;
  private final PreparedStatement deleteRows;
  private final PreparedStatement countUp;
  private final PreparedStatement countDown;
  private final PreparedStatement forget;
  private final PreparedStatement put;
  private final PreparedStatement takeOut;

  CommitStatements(Connection connection) throws SQLException {
    this.connection = connection;
    begin = connection.prepareStatement("BEGIN IMMEDIATE");
    commit = connection.prepareStatement("COMMIT");
    String into = "INSERT INTO delivery (id, size, record) VALUES ";
    insert = connection.prepareStatement(into + "(?, ?, ?)");
    insertRows = connection.prepareStatement(into + repeated("(?, ?, ?)"));
    deleteRows =
        connection.prepareStatement("DELETE FROM delivery WHERE id IN (" + repeated("?") + ")");
    countUp =
        connection.prepareStatement(
            """
            INSERT INTO destination (count, bytes, last, number, name) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (number) DO UPDATE SET
              count = count + excluded.count, bytes = bytes + excluded.bytes, last = excluded.last
            """);
    countDown =
        connection.prepareStatement(
            "UPDATE destination SET count = count + ?, bytes = bytes + ? WHERE number = ?");
    forget = connection.prepareStatement("UPDATE destination SET name = NULL WHERE number = ?");
    put =
        connection.prepareStatement(
            """
            INSERT INTO map (name, key, value) VALUES (?, ?, ?)
            ON CONFLICT (name, key) DO UPDATE SET value = excluded.value
            """);
    takeOut = connection.prepareStatement("DELETE FROM map WHERE name = ? AND key = ?");
  }

  private static String repeated(String row) {
    return (row + ", ").repeat(ROWS - 1) + row;
  }

  /** Writes all of it, or nothing. */
  void write(Commit changes) throws SQLException {
    Map<Destination, Sum> sums = new HashMap<>();
    begin.executeUpdate();
    for (Destination deleted : changes.deletions()) {
      forget.setInt(1, deleted.number);
      forget.executeUpdate();
    }
    remove(changes.removals(), sums);
    append(changes, sums);
    for (Map.Entry<Destination, Sum> sum : sums.entrySet()) {
      count(sum.getKey(), sum.getValue());
    }
    for (Map.Entry<Commit.Key, Commit.Change<?>> change : changes.changes().entrySet()) {
      change(change.getKey(), change.getValue());
    }
    commit.executeUpdate();
  }

  private void remove(List<Commit.Removal> removals, Map<Destination, Sum> sums)
      throws SQLException {
    for (int i = 0; i < removals.size(); i += ROWS) {
      for (int row = 0; row < ROWS; row++) {
        // The last statement is filled up with the last row, which can't be deleted twice.
        Commit.Removal removal = removals.get(Math.min(i + row, removals.size() - 1));
        deleteRows.setLong(row + 1, removal.destination().id(removal.sequence()));
        if (i + row < removals.size()) {
          sum(sums, removal.destination()).add(-1, -removal.size());
        }
      }
      deleteRows.executeUpdate();
    }
  }

  private void append(Commit changes, Map<Destination, Sum> sums) throws SQLException {
    List<Row> rows = new ArrayList<>(ROWS);
    for (SqliteEntry<?> entry = changes.first(); entry != null; entry = entry.next) {
      byte[] bytes = encode(entry);
      if (bytes != null) {
        sum(sums, entry.destination()).appended(entry);
        rows.add(new Row(entry.destination().id(entry.sequence()), entry.size, bytes));
      }
      if (rows.size() == ROWS) {
        for (int row = 0; row < ROWS; row++) {
          rows.get(row).bind(insertRows, 3 * row);
        }
        insertRows.executeUpdate();
        rows.clear();
      }
    }
    for (Row row : rows) {
      row.bind(insert, 0);
      insert.executeUpdate();
    }
  }

  private <T extends Queueable> byte @Nullable [] encode(SqliteEntry<T> entry) {
    try {
      record.clear();
      entry.log.codec.write(entry.item(), record);
      return record.toBytes();
    } catch (RuntimeException e) {
      entry.unwritable = e.toString();
      return null;
    }
  }

  private void count(Destination destination, Sum sum) throws SQLException {
    if (sum.last == 0) {
      countDown.setLong(1, sum.count);
      countDown.setLong(2, sum.bytes);
      countDown.setInt(3, destination.number);
      countDown.executeUpdate();
    } else {
      countUp.setLong(1, sum.count);
      countUp.setLong(2, sum.bytes);
      countUp.setLong(3, sum.last);
      countUp.setInt(4, destination.number);
      countUp.setString(5, destination.name);
      countUp.executeUpdate();
    }
  }

  private void change(Commit.Key key, Commit.Change<?> change) throws SQLException {
    byte[] value = change.encode(record);
    PreparedStatement statement = value == null ? takeOut : put;
    statement.setString(1, key.map());
    statement.setString(2, key.name());
    if (value != null) {
      statement.setBytes(3, value);
    }
    statement.executeUpdate();
  }

  private static Sum sum(Map<Destination, Sum> sums, Destination destination) {
    return sums.computeIfAbsent(destination, d -> new Sum());
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  /** What a commit adds to a destination. */
  private static final class Sum {
    long count;
    long bytes;
    long last;

    void add(int deliveries, long size) {
      count += deliveries;
      bytes += size;
    }

    void appended(SqliteEntry<?> entry) {
      add(1, entry.size);
      last = entry.sequence();
    }
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Row(long id, int size, byte[] bytes) {

    void bind(PreparedStatement statement, int before) throws SQLException {
      statement.setLong(before + 1, id);
      statement.setInt(before + 2, size);
      statement.setBytes(before + 3, bytes);
    }
  }
}
