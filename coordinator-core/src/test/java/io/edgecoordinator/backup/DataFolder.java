package io.edgecoordinator.backup;

import io.edgecoordinator.bundle.Sha256;
import io.edgecoordinator.sqlite.EventLoop;
import io.edgecoordinator.sqlite.SqliteStore;
import io.edgecoordinator.sqlite.StoreFolder;
import io.edgecoordinator.sqlite.StoreLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/** A data folder in which everything says who it is of, and the store says so many times. */
record DataFolder(Path path) {

  private static final int ROWS = 2_000;

  /** Fills an empty folder, and returns a backup of it. */
  Path fill(String who, EventLoop loop) throws Exception {
    SqliteStore store = loop.await(() -> SqliteStore.open(loop.context, path, StoreLimits.DEFAULT));
    try (Connection connection = connect();
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO map VALUES ('m', ?, ?)")) {
      connection.setAutoCommit(false);
      for (int i = 0; i < ROWS; i++) {
        insert.setString(1, "key-" + i);
        insert.setBytes(2, who.repeat(100).getBytes(StandardCharsets.US_ASCII));
        insert.executeUpdate();
      }
      connection.commit();
    }
    byte[] archive = who.getBytes(StandardCharsets.US_ASCII);
    Files.createDirectories(path.resolve("bundles"));
    Files.write(path.resolve("bundles").resolve(Sha256.hex(archive) + ".zip"), archive);
    Files.write(path.resolve("bundles").resolve("x.part"), archive);
    Path backup = new BackupWriter(store, path, path.resolve("work")).write(who, Instant.EPOCH);
    loop.await(store::close);
    return backup;
  }

  /** Returns who everything in it is of, as the next start finds it. */
  Set<String> owners() throws IOException, SQLException {
    StoreFolder.whileLocked(path, StagedRestore::apply);
    Set<String> owners = new HashSet<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      try (ResultSet rows =
          statement.executeQuery("SELECT substr(value, 1, 1), count(*) FROM map GROUP BY value")) {
        while (rows.next()) {
          owners.add(rows.getString(1) + (rows.getInt(2) == ROWS ? "" : " in part"));
        }
      }
      try (ResultSet check = statement.executeQuery("PRAGMA integrity_check")) {
        owners.addAll(check.getString(1).equals("ok") ? Set.of() : Set.of("damaged"));
      }
    }
    try (var archives = Files.newDirectoryStream(path.resolve("bundles"), "*.zip")) {
      for (Path archive : archives) {
        owners.add(Files.readString(archive));
      }
    }
    return owners;
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + path.resolve("coordinator.db"));
  }
}
