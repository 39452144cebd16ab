package io.edgecoordinator.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleWatcherTest {

  @TempDir private Path temp;
  private final Semaphore changes = new Semaphore(0);
  private Path folder;
  private BundleWatcher watcher;

  @BeforeEach
  void watch() throws IOException {
    folder = temp.resolve("bundle");
    Files.createDirectories(folder.resolve("src"));
    Files.writeString(folder.resolve("bundle.yaml"), "a");
    watcher = BundleWatcher.start(List.of(folder), changes::release);
  }

  @AfterEach
  void close() {
    watcher.close();
  }

  @Test
  void noticesAFileThatIsWritten() throws Exception {
    Files.writeString(folder.resolve("bundle.yaml"), "b");

    assertThatChangeIsTold();
  }

  @Test
  void noticesAFileThatIsReplacedAsEditorsDo() throws Exception {
    Path written = Files.writeString(folder.resolve(".bundle.yaml.tmp"), "b");
    Files.move(written, folder.resolve("bundle.yaml"), StandardCopyOption.REPLACE_EXISTING);

    assertThatChangeIsTold();
  }

  @Test
  void tellsManyChangesOnce() throws Exception {
    for (int i = 0; i < 20; i++) {
      Files.writeString(folder.resolve("src/" + i + ".js"), "x");
    }

    assertThatChangeIsTold();
    assertThat(changes.availablePermits()).isZero();
  }

  @Test
  void noticesFilesInANewFolder() throws Exception {
    Files.createDirectories(folder.resolve("lib/deep"));
    assertThatChangeIsTold();

    Files.writeString(folder.resolve("lib/deep/a.js"), "x");
    assertThatChangeIsTold();
  }

  @Test
  void survivesThatTheWholeBundleIsReplaced() throws Exception {
    Files.move(folder, temp.resolve("old"));
    assertThatChangeIsTold();

    Path fresh = Files.createDirectories(temp.resolve("fresh"));
    Files.writeString(fresh.resolve("bundle.yaml"), "b");
    Files.move(fresh, folder);
    assertThatChangeIsTold();

    Files.writeString(folder.resolve("bundle.yaml"), "c");
    assertThatChangeIsTold();
  }

  private void assertThatChangeIsTold() throws InterruptedException {
    assertThat(changes.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
  }
}
