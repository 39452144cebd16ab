package io.edgecoordinator.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the store does when the disk, the file or somebody else is in its way. */
class FailureTest {

  private static final String KILOBYTE = "x".repeat(1000);

  @TempDir Path folder;
  private final EventLoop loop = new EventLoop();
  private final List<SqliteStore> stores = new ArrayList<>();

  private SqliteStore open(StoreLimits limits) throws Exception {
    SqliteStore store = loop.await(() -> SqliteStore.open(loop.context, folder, limits));
    stores.add(store);
    return store;
  }

  private void close(SqliteStore store) throws Exception {
    loop.await(store::close);
  }

  @AfterEach
  void closeAll() throws Exception {
    for (SqliteStore store : stores) {
      close(store);
    }
    loop.close();
  }

  @Test
  void aSecondCoordinatorIsTurnedAway() throws Exception {
    open(StoreLimits.DEFAULT);
    assertThatThrownBy(() -> open(StoreLimits.DEFAULT))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("another coordinator runs on " + folder);
  }

  @Test
  void aFileThatIsNoDatabaseIsNamedAndLeftAlone() throws Exception {
    Path file = folder.resolve("coordinator.db");
    Files.writeString(file, "not a database".repeat(1000));
    assertThatThrownBy(() -> open(StoreLimits.DEFAULT))
        .hasMessageContaining(file + " can't be used as the coordinator's store")
        .hasMessageContaining("not a database");
    assertThat(file).hasContent("not a database".repeat(1000));
  }

  @Test
  void aNewerFormIsRefused() throws Exception {
    close(open(StoreLimits.DEFAULT));
    sql("PRAGMA user_version = 99");
    assertThatThrownBy(() -> open(StoreLimits.DEFAULT))
        .hasMessageContaining("coordinator.db is of form 99, made by a newer coordinator");
  }

  @Test
  void aFullDatabaseRefusesKeepsWhatItHasAndRecoversByItself() throws Exception {
    SqliteStore store = open(StoreLimits.DEFAULT.withDatabaseBytes(400_000));
    Told told = new Told(loop.get(() -> store.deliveries("a", Note.CODEC)));
    int kept = fill(told);
    assertThat(kept).isGreaterThan(100);
    assertThat(told.reasons.getFirst()).contains("full");

    Told refused = loop.get(() -> StoreContract.append(store, "a", KILOBYTE));
    refused.await("refused " + KILOBYTE);
    loop.get(() -> {
      told.entries.subList(0, kept).forEach(told.log::remove);
      store.map("m", StoreContract.TEXT).put("key", "value");
      return null;
    });
    EventLoop.until(() -> accepts(store));
    assertThat(store.counters().failedCommits()).isPositive();
    close(store);

    SqliteStore again = open(StoreLimits.DEFAULT);
    assertThat(loop.get(() -> again.deliveries("a", Note.CODEC)).extent().count()).isZero();
    assertThat(loop.get(() -> again.deliveries("probe", Note.CODEC)).extent().count()).isOne();
    assertThat(loop.await(() -> again.map("m", StoreContract.TEXT).load()))
        .isEqualTo(Map.of("key", "value"));
  }

  /** Appends kilobytes one after the other until one is refused; returns how many were not. */
  private int fill(Told told) throws Exception {
    while (told.reasons.isEmpty()) {
      int before = told.events.size();
      loop.get(() -> {
        told.append(Note.of(KILOBYTE));
        return null;
      });
      EventLoop.until(() -> told.events.size() > before);
    }
    return told.events.size() - 1;
  }

  private boolean accepts(SqliteStore store) {
    try {
      Told told = loop.get(() -> StoreContract.append(store, "probe", KILOBYTE));
      EventLoop.until(() -> !told.events.isEmpty());
      return told.reasons.isEmpty();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aFailureIsToldAndMapsAreWrittenLaterUnlessChangedBack() throws Exception {
    SqliteStore store = open(StoreLimits.DEFAULT.withDatabaseBytes(400_000));
    Told told = new Told(loop.get(() -> store.deliveries("a", Note.CODEC)));
    CompletableFuture<String> failure = new CompletableFuture<>();
    loop.get(() -> {
      var map = store.map("m", StoreContract.TEXT);
      told.append(Note.of("y".repeat(1_000_000)));
      map.put("kept", "1");
      map.put("undone", "2");
      store.whenSafe(why -> {
        map.remove("undone");
        failure.complete(why);
      });
      return null;
    });
    assertThat(EventLoop.await(failure)).contains("full");
    assertThat(told.events).hasSize(1).allMatch(event -> event.startsWith("refused"));
    EventLoop.until(() -> accepts(store));
    close(store);
    SqliteStore again = open(StoreLimits.DEFAULT);
    assertThat(loop.await(() -> again.map("m", StoreContract.TEXT).load()))
        .isEqualTo(Map.of("kept", "1"));
  }

  @Test
  void theLastOfTheDiskIsLeftForRemovals() throws Exception {
    SqliteStore before = open(StoreLimits.DEFAULT);
    Told told = loop.get(() -> StoreContract.append(before, "a", "1", "2"));
    told.awaitWritten("1", "2");
    close(before);

    SqliteStore full = open(StoreLimits.DEFAULT.withReserveBytes(Long.MAX_VALUE / 2));
    Told refused = loop.get(() -> StoreContract.append(full, "a", "3"));
    refused.await("refused 3");
    assertThat(refused.reasons.getFirst()).contains("KiB are free on the disk of");
    var page = loop.await(() -> refused.log.read(0, 1));
    CompletableFuture<String> safe = new CompletableFuture<>();
    loop.get(() -> {
      refused.log.remove(page.entries().getFirst());
      full.whenSafe(safe::complete);
      return null;
    });
    assertThat(EventLoop.await(safe)).isNull();
    close(full);

    SqliteStore after = open(StoreLimits.DEFAULT);
    var log = loop.get(() -> after.deliveries("a", Note.CODEC));
    assertThat(StoreContract.texts(loop.await(() -> log.read(0, 10)))).containsExactly("2");
  }

  @Test
  void aTornLastCommitTakesNothingElseWithIt() throws Exception {
    SqliteStore store = open(StoreLimits.DEFAULT);
    loop.get(() -> StoreContract.append(store, "a", "1", "2")).awaitWritten("1", "2");
    Path copy = Files.createDirectory(folder.resolve("copy"));
    try (Connection reading = connect();
        Statement statement = reading.createStatement()) {
      // Who reads keeps the log from being cut.
      statement.executeUpdate("BEGIN");
      assertThat(DatabaseFile.number(statement, "SELECT count(*) FROM delivery")).isEqualTo(2);
      loop.get(() -> StoreContract.append(store, "a", "3", "4")).awaitWritten("3", "4");
      loop.get(() -> StoreContract.append(store, "a", "5", "6")).awaitWritten("5", "6");
      copyTo(copy);
    }
    close(store);
    Path log = copy.resolve("coordinator.db-wal");
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap("torn".getBytes(UTF_8)), channel.size() - 4);
    }
    assertThat(inCopy(copy)).containsExactly("1", "2", "3", "4");
  }

  private void copyTo(Path copy) throws Exception {
    for (String name : List.of("coordinator.db", "coordinator.db-wal")) {
      Files.copy(folder.resolve(name), copy.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private List<String> inCopy(Path copy) throws Exception {
    SqliteStore store = loop.await(() -> SqliteStore.open(loop.context, copy, StoreLimits.DEFAULT));
    stores.add(store);
    var log = loop.get(() -> store.deliveries("a", Note.CODEC));
    return StoreContract.texts(loop.await(() -> log.read(0, 10)));
  }

  @Test
  void publishersAreToldToWaitAndThenToGoOn() throws Exception {
    SqliteStore store = open(StoreLimits.DEFAULT.withPendingBytes(10_000));
    List<Boolean> told = new ArrayList<>();
    Told deliveries =
        loop.get(() -> {
          store.onCongestion(told::add);
          Told appended = new Told(store.deliveries("a", Note.CODEC));
          for (int i = 0; i < 30; i++) {
            appended.append(Note.of(KILOBYTE));
          }
          assertThat(store.isCongested()).isTrue();
          return appended;
        });
    EventLoop.until(() -> deliveries.events.size() == 30);
    loop.get(() -> assertThat(told).containsExactly(true, false));
    assertThat(deliveries.reasons).contains("the disk does not keep up");
    assertThat(store.pendingBytes()).isZero();
  }

  @Test
  void roomIsGivenBackWhenAllIsDelivered() throws Exception {
    StoreLimits patient = StoreLimits.DEFAULT.withLinger(Duration.ofMillis(1));
    SqliteStore store = open(patient);
    Path file = folder.resolve("coordinator.db");
    Told told =
        loop.get(() -> {
          Told appended = new Told(store.deliveries("a", Note.CODEC));
          for (int i = 0; i < 20_000; i++) {
            appended.append(Note.of(KILOBYTE));
          }
          return appended;
        });
    EventLoop.until(() -> told.events.size() == 20_000);
    EventLoop.until(() -> file.toFile().length() > 20_000_000);
    loop.get(() -> {
      told.entries.forEach(told.log::remove);
      return null;
    });
    EventLoop.until(() -> file.toFile().length() < 2_000_000);
    EventLoop.until(() -> folder.resolve("coordinator.db-wal").toFile().length() == 0);
  }

  @Test
  void deletedDestinationsAreTakenOutBitByBit() throws Exception {
    SqliteStore store = open(StoreLimits.DEFAULT);
    Told told =
        loop.get(() -> {
          Told appended = new Told(store.deliveries("a", Note.CODEC));
          for (int i = 0; i < 5_000; i++) {
            appended.append(Note.of("x"));
          }
          return appended;
        });
    EventLoop.until(() -> told.events.size() == 5_000);
    loop.get(() -> {
      told.log.delete();
      return null;
    });
    EventLoop.until(() -> count("SELECT count(*) FROM destination") == 0);
    assertThat(count("SELECT count(*) FROM delivery")).isZero();
  }

  private long count(String query) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      return DatabaseFile.number(statement, query);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("coordinator.db"));
  }

  private void sql(String change) throws Exception {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(change);
    }
  }
}
