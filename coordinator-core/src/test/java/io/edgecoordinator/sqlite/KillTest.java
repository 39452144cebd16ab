package io.edgecoordinator.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.store.DeliveryLog;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nothing that was said to be safe is lost by SIGKILL, and commits are whole. For more than a few
 * times: {@code -Dkills=200}.
 */
class KillTest {

  private static final int KILLS = Integer.getInteger("kills", 3);

  /** Times the same store is killed. */
  private static final int LIVES = 10;

  @TempDir Path parent;
  private Path folder;
  private final EventLoop loop = new EventLoop();
  private final Random random = new Random();
  private final Set<Integer> removed = new TreeSet<>();
  private int safe = -1;

  @AfterEach
  void closeLoop() throws Exception {
    loop.close();
  }

  @Test
  void whatWasSafeIsThereAfterAKillAndCommitsAreWhole() throws Exception {
    // The driver of this process is unpacked elsewhere.
    loop.await(
        loop.await(() -> SqliteStore.open(loop.context, parent, StoreLimits.DEFAULT))::close);
    int first = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      if (kill % LIVES == 0) {
        folder = parent.resolve("store-" + kill);
        removed.clear();
        safe = -1;
        first = 0;
      }
      appendAndKill(first);
      // The library the process had unpacked for itself.
      assertThat(folder.resolve("native")).isNotEmptyDirectory();
      first = check() + 1;
    }
    assertThat(removed).isNotEmpty();
  }

  private void appendAndKill(int first) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                AppendingProcess.class.getName(),
                folder.toString(),
                Integer.toString(first))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = process.inputReader()) {
      int lines = 1 + random.nextInt(2000);
      String line = out.readLine();
      for (int i = 0; line != null; i++) {
        hear(line);
        if (i == lines) {
          process.toHandle().destroyForcibly(); // leaves the stream open
        }
        line = out.readLine(); // what it said before it was killed counts too
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private void hear(String line) {
    int number = Integer.parseInt(line.substring(line.indexOf(' ') + 1));
    if (line.startsWith("safe ")) {
      safe = number;
    } else {
      assertThat(line).startsWith("removed ");
      removed.add(number);
    }
  }

  /** Returns the last number on disk. */
  private int check() throws Exception {
    SqliteStore store =
        loop.await(() -> SqliteStore.open(loop.context, folder, StoreLimits.DEFAULT));
    assertThat(folder.resolve("native")).as("left by the killed").isEmptyDirectory();
    DeliveryLog<Note> log = loop.get(() -> store.deliveries("a", Note.CODEC));
    List<Integer> found = all(log);
    String last = loop.await(() -> store.map("m", StoreContract.TEXT).load()).get("last");
    int end = Integer.parseInt(last);
    assertThat(end).isGreaterThanOrEqualTo(safe);
    assertThat(found).isSorted().doesNotHaveDuplicates().doesNotContainAnyElementsOf(removed);
    assertThat(log.extent().count()).isEqualTo(found.size());
    assertThat(found.stream().filter(number -> number % 4 != 0))
        .containsExactlyElementsOf(
            IntStream.rangeClosed(0, end).filter(number -> number % 4 != 0).boxed().toList());
    assertThat(found.getLast()).as("in the same commit as the map").isLessThanOrEqualTo(end);
    assertThat((end + 1) % AppendingProcess.BATCH).as("the rest of the held commit").isZero();
    loop.await(store::close);
    return end;
  }

  private List<Integer> all(DeliveryLog<Note> log) throws Exception {
    List<Integer> found = new ArrayList<>();
    long after = 0;
    List<String> page;
    do {
      long from = after;
      DeliveryLog.Page<Note> read = loop.await(() -> log.read(from, 10_000));
      after = read.upTo();
      page = StoreContract.texts(read);
      page.forEach(text -> found.add(Integer.valueOf(text)));
    } while (!page.isEmpty());
    return found;
  }
}
