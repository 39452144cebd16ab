package io.edgecoordinator.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgecoordinator.sqlite.EventLoop;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A restore leaves the old state or the new one, whole. For more than a few kills: {@code
 * -Dkills=100}.
 */
class StagedRestoreTest {

  private static final int KILLS = Integer.getInteger("kills", 4);

  @TempDir private Path temp;
  private final EventLoop loop = new EventLoop();
  private final Random random = new Random();
  private DataFolder data = new DataFolder(Path.of(""));
  private Path backup = Path.of("");

  @BeforeEach
  void makeBackups() throws Exception {
    data = new DataFolder(temp.resolve("data"));
    backup = new DataFolder(temp.resolve("other")).fill("B", loop);
    data.fill("A", loop);
  }

  @AfterEach
  void closeLoop() throws Exception {
    loop.close();
  }

  @Test
  void aRestoreReplacesAllThatWasThere() throws Exception {
    BackupManifest staged = StagedRestore.stage(backup, data.path());

    assertThat(StagedRestore.last(data.path())).isEmpty();
    assertThat(data.owners()).containsExactly("B");
    assertThat(StagedRestore.last(data.path())).isEqualTo(staged.digest());
    assertThat(staged).isEqualTo(BackupArchive.verify(backup));
    assertThat(staged.files()).hasSize(2);
    try (var files = Files.list(data.path())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .contains("coordinator.db", "bundles", "restored.json")
          .doesNotContain("restore", "restore.part", "restore.done");
    }
  }

  @Test
  void aBackupThatWasChangedAtAnyPlaceChangesNothing() throws Exception {
    byte[] good = Files.readAllBytes(backup);
    int harmless = 0;
    for (int i = 0; i < 60; i++) {
      byte[] bad = good.clone();
      bad[i < 30 ? random.nextInt(bad.length) : bad.length - 1 - random.nextInt(300)] ^=
          (byte) (1 + random.nextInt(255));
      Files.write(backup, bad);
      try {
        BackupArchive.verify(backup);
        harmless++; // a time, or what a zip says of its packer
      } catch (IOException refused) {
        assertThatThrownBy(() -> StagedRestore.stage(backup, data.path()))
            .isInstanceOf(IOException.class);
        assertThat(data.path().resolve("restore")).doesNotExist();
      }
    }
    assertThat(harmless).isLessThan(30);
    assertThat(data.owners()).containsExactly("A");
  }

  @Test
  void saysWhatIsWrongWithABackup() throws Exception {
    refuses(Map.of("x", "y"), "it is no backup, or it is damaged: it has no manifest.json");
    refuses(Map.of("manifest.json", "{"), "the backup is damaged: manifest.json can't be read");
    refuses(
        Map.of("manifest.json", "{\"form\":2}"),
        "the backup is of form 2, and this coordinator reads form 1");
    refuses(
        Map.of("manifest.json", manifest("../evil", "")),
        "the backup has a file that belongs into none: ../evil");
    String good = manifest("coordinator.db", "no store");
    refuses(
        Map.of("manifest.json", good, "coordinator.db", "other"),
        "the backup is damaged: coordinator.db is not what it was");
    refuses(
        Map.of("manifest.json", good, "coordinator.db", "no store", "more", ""),
        "the backup is damaged: it has other files than it says");
    refuses(
        Map.of("manifest.json", good, "coordinator.db", "no store"), "its store can't be used: ");
    refuses(
        Map.of("manifest.json", good.replace("\"size\":8", "\"size\":" + (1L << 48))),
        "the backup, unpacked, takes 268435456 MiB of the disk of ");
    Files.writeString(backup, "no zip");
    assertThatThrownBy(() -> BackupArchive.verify(backup))
        .hasMessageStartingWith("it is no backup, or it is damaged: ");
    assertThat(data.owners()).containsExactly("A");
  }

  @Test
  void aStoreOfALaterFormIsRefused() throws Exception {
    Path later = temp.resolve("later");
    DataFolder other = new DataFolder(later);
    other.fill("C", loop);
    try (var connection =
            java.sql.DriverManager.getConnection("jdbc:sqlite:" + later.resolve("coordinator.db"));
        var statement = connection.createStatement()) {
      statement.executeUpdate("PRAGMA user_version = 99");
      statement.executeUpdate("VACUUM INTO '" + later.resolve("copy.db") + "'");
    }
    String digest = io.edgecoordinator.bundle.Sha256.hex(later.resolve("copy.db"));
    byte[] store = Files.readAllBytes(later.resolve("copy.db"));
    zip(
        Map.of(
            "manifest.json",
            manifest("coordinator.db", store.length, digest).getBytes(UTF_8),
            "coordinator.db",
            store));
    assertThatThrownBy(() -> StagedRestore.stage(backup, data.path()))
        .hasMessage("its store can't be used: it is of form 99, this coordinator reads up to 1");
    assertThat(data.owners()).containsExactly("A");
  }

  @Test
  void afterAKillThereIsTheOldStateOrTheNewOne() throws Exception {
    Path first = Files.copy(temp.resolve("data/work/backup.zip"), temp.resolve("A.zip"));
    Path second = Files.copy(backup, temp.resolve("B.zip"));
    String former = "A";
    for (int kill = 0; kill < KILLS; kill++) {
      List<String> said = runAndKill(List.of(second, first));
      Set<String> owners = data.owners();
      assertThat(owners).hasSize(1);
      String last = said.getLast().contains("A.zip") ? "A" : "B";
      String before = said.size() > 1 ? (last.equals("A") ? "B" : "A") : former;
      assertThat(owners).isSubsetOf(last, before);
      former = owners.iterator().next();
    }
  }

  private List<String> runAndKill(List<Path> backups) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                RestoringProcess.class.getName(),
                data.path().toString(),
                backups.get(0).toString(),
                backups.get(1).toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> said = new java.util.ArrayList<>();
    try (BufferedReader out = process.inputReader()) {
      int restores = 1 + random.nextInt(3);
      String line = out.readLine();
      while (line != null) {
        said.add(line);
        if (said.size() == restores) {
          // The moment is to be random; a restore takes so long.
          Thread.sleep(random.nextInt(60));
          process.toHandle().destroyForcibly();
        }
        line = out.readLine();
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    return said;
  }

  private static String manifest(String path, String content) {
    byte[] bytes = content.getBytes(UTF_8);
    return manifest(path, bytes.length, io.edgecoordinator.bundle.Sha256.hex(bytes));
  }

  private static String manifest(String path, long size, String digest) {
    return """
    {"form":1,"box":"b","created":"2026-01-01T00:00:00Z",
     "files":{"%s":{"size":%d,"sha256":"%s"}}}
    """
        .formatted(path, size, digest);
  }

  private void refuses(Map<String, String> files, String message) throws IOException {
    Map<String, byte[]> contents = new java.util.TreeMap<>();
    files.forEach((path, text) -> contents.put(path, text.getBytes(UTF_8)));
    zip(contents);
    assertThatThrownBy(() -> StagedRestore.stage(backup, data.path()))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(message);
  }

  private void zip(Map<String, byte[]> files) throws IOException {
    try (OutputStream out = Files.newOutputStream(backup);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
      }
    }
  }
}
