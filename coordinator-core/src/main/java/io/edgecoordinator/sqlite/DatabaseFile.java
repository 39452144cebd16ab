package io.edgecoordinator.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteException;

/**
 * The file the store is in, with its schema, and the lock that keeps a second coordinator out of
 * it. Safe for use by several threads; the connections are not.
 */
final class DatabaseFile implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DatabaseFile.class);

  /** Changes when the tables do. */
  private static final int SCHEMA = 1;

  /** Where the driver unpacks its native library; it does so once in a process. */
  private static final String DRIVER_PLACE = "org.sqlite.tmpdir";

  private static final int PAGE_BYTES = 4096;

  /** Beyond this the write-ahead log is cut when it begins anew, in bytes. */
  private static final int LOG_BYTES = 4 << 20;

  /** What the writer keeps of the database in memory, outside the heap, in KiB. */
  private static final int CACHE_KIB = 8 << 10;

  /** How long a connection waits for another, in milliseconds. */
  static final int BUSY_MILLIS = 10_000;

  private static final String[] TABLES = {
    """
    CREATE TABLE destination (
      number INTEGER PRIMARY KEY, -- the upper bits of its deliveries' ids
      name TEXT UNIQUE,           -- null: deleted, its deliveries are being taken out
      last INTEGER NOT NULL,      -- the last sequence number written
      count INTEGER NOT NULL,     -- of its deliveries
      bytes INTEGER NOT NULL)     -- the sum of their sizes
    """,
    """
    CREATE TABLE delivery (
      id INTEGER PRIMARY KEY,     -- number of the destination << 42 | sequence number
      size INTEGER NOT NULL,      -- what it counts against bounds, in bytes
      record BLOB NOT NULL)
    """,
    """
    CREATE TABLE map (
      name TEXT NOT NULL,
      key TEXT NOT NULL,
      value BLOB NOT NULL,
      PRIMARY KEY (name, key)) WITHOUT ROWID
    """
  };

  private final Path folder;
  private final Path file;
  private final long maxPages;
  private final FileChannel lockFile;

  private DatabaseFile(Path folder, long maxBytes, FileChannel lockFile) {
    this.folder = folder;
    this.lockFile = lockFile;
    file = folder.resolve("coordinator.db");
    maxPages = Math.clamp(maxBytes / PAGE_BYTES, 1, 0xFFFFFFFEL);
  }

  /**
   * Locks the folder, which is made if it is missing, and makes the tables if they are.
   *
   * @param first what is to be done to the folder before
   * @throws StoreException if that fails
   */
  static DatabaseFile open(Path folder, long maxBytes, StoreFolder.Step first) throws IOException {
    DatabaseFile database = new DatabaseFile(folder, maxBytes, lock(folder));
    try {
      first.run(folder);
      placeDriver(folder.resolve("native"));
      database.prepare();
      return database;
    } catch (SQLException e) {
      database.close();
      throw database.unusable(e);
    } catch (IOException e) {
      database.close();
      throw e;
    }
  }

  /** As in {@link StoreFolder#whileLocked}. */
  static void whileLocked(Path folder, StoreFolder.Step step) throws IOException {
    try (FileChannel held = lock(folder)) {
      log.debug("{} is locked: {}", folder, held.isOpen());
      placeDriver(folder.resolve("native"));
      step.run(folder);
    }
  }

  /** As in {@link StoreFolder#check}. */
  static void check(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    try (Connection connection = config.createConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      long version = number(statement, "PRAGMA user_version");
      if (version < 1 || version > SCHEMA) {
        throw new SQLException(
            "it is of form %d, this coordinator reads up to %d".formatted(version, SCHEMA));
      }
      try (ResultSet result = statement.executeQuery("PRAGMA quick_check(1)")) {
        if (!result.next() || !"ok".equals(result.getString(1))) {
          throw new SQLException("it is damaged");
        }
      }
    }
  }

  /** Writes what is committed into a new file, in one state, while others read and write. */
  void copyTo(Path copy) throws SQLException {
    try (Connection connection = connectToRead();
        PreparedStatement vacuum = connection.prepareStatement("VACUUM INTO ?")) {
      vacuum.setString(1, copy.toString());
      vacuum.execute();
    }
  }

  /** Says what to tell a user whose file SQLite can't work with. */
  StoreException unusable(SQLException e) {
    String advice =
        switch (e instanceof SQLiteException known ? known.getResultCode() : null) {
          case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_CORRUPT_INDEX ->
              "; restore it from a backup, or move it away to begin with an empty one";
          case null, default -> "";
        };
    return new StoreException(
        "%s can't be used as the coordinator's store: %s%s".formatted(file, e.getMessage(), advice),
        e);
  }

  private static FileChannel lock(Path folder) throws StoreException {
    FileChannel channel = lockFile(folder);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException sameProcess) {
      // As if another process held it.
    } catch (IOException e) {
      close(channel);
      throw new StoreException("the data folder %s can't be locked: %s".formatted(folder, e), e);
    }
    close(channel);
    throw new StoreException(
        "another coordinator runs on %s; stop it, or choose another data folder with --data DIR"
            .formatted(folder));
  }

  private static FileChannel lockFile(Path folder) throws StoreException {
    try {
      Files.createDirectories(folder);
      return FileChannel.open(
          folder.resolve("coordinator.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new StoreException(
          "the data folder %s can't be written: %s; choose another with --data DIR"
              .formatted(folder, reason(e)),
          e);
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException _ -> "no permission";
      case FileAlreadyExistsException _ -> "it is not a folder";
      case FileSystemException named when named.getReason() != null -> named.getReason();
      default -> e.toString();
    };
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      log.debug("the lock can't be closed", e);
    }
  }

  /**
   * Has the driver unpack its native library here rather than among the system's temporary files,
   * where each process that is killed would leave one behind. The lock is held, so whatever lies
   * here is left over.
   */
  private static void placeDriver(Path place) throws IOException {
    Files.createDirectories(place);
    try (DirectoryStream<Path> leftOver = Files.newDirectoryStream(place)) {
      for (Path file : leftOver) {
        Files.deleteIfExists(file);
      }
    }
    if (System.getProperty(DRIVER_PLACE) == null) {
      System.setProperty(DRIVER_PLACE, place.toAbsolutePath().toString());
    }
  }

  private void prepare() throws SQLException, IOException {
    try (Connection connection = connect(new SQLiteConfig());
        Statement statement = connection.createStatement()) {
      int version = (int) number(statement, "PRAGMA user_version");
      if (version > SCHEMA) {
        throw new StoreException(
            "%s is of form %d, made by a newer coordinator; this one reads up to %d"
                .formatted(file, version, SCHEMA));
      }
      if (version == 0) {
        create(statement);
      }
    }
  }

  private static void create(Statement statement) throws SQLException {
    if (number(statement, "SELECT count(*) FROM sqlite_schema") > 0) {
      throw new SQLException("it holds tables that are not the coordinator's");
    }
    // Both must be set before there is a table.
    statement.executeUpdate("PRAGMA page_size = " + PAGE_BYTES);
    statement.executeUpdate("PRAGMA auto_vacuum = INCREMENTAL");
    statement.execute("PRAGMA journal_mode = WAL");
    statement.executeUpdate("BEGIN IMMEDIATE");
    for (String table : TABLES) {
      statement.executeUpdate(table);
    }
    statement.executeUpdate("PRAGMA user_version = " + SCHEMA);
    statement.executeUpdate("COMMIT");
  }

  /** Opens a connection that writes; every commit is on disk when it returns. */
  Connection connectToWrite() throws SQLException {
    Connection connection = connect(new SQLiteConfig());
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA synchronous = FULL");
      statement.execute("PRAGMA journal_size_limit = " + LOG_BYTES);
      statement.execute("PRAGMA cell_size_check = ON");
      statement.execute("PRAGMA cache_size = -" + CACHE_KIB);
      statement.execute("PRAGMA max_page_count = " + maxPages);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Opens a connection that reads. */
  Connection connectToRead() throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    return connect(config);
  }

  private Connection connect(SQLiteConfig config) throws SQLException {
    config.setBusyTimeout(BUSY_MILLIS);
    config.setGetGeneratedKeys(
        false); // nobody asks for them, and each statement would be parsed for it
    return config.createConnection("jdbc:sqlite:" + file);
  }

  /** Returns the only number that a query gives. */
  static long number(Statement statement, String query) throws SQLException {
    try (ResultSet result = statement.executeQuery(query)) {
      return result.next() ? result.getLong(1) : 0;
    }
  }

  /** Returns how many bytes are free on the disk. */
  long freeBytes() throws IOException {
    return Files.getFileStore(folder).getUsableSpace();
  }

  /** Returns how many bytes the store takes on the disk. */
  long usedBytes() throws IOException {
    Path log = folder.resolve("coordinator.db-wal");
    return Files.size(file) + (Files.exists(log) ? Files.size(log) : 0);
  }

  @Override
  public String toString() {
    return file.toString();
  }

  /** Lets another coordinator in. */
  @Override
  public void close() throws IOException {
    lockFile.close();
  }
}
