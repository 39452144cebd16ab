package io.edgecoordinator.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketFolderTest {

  @TempDir private Path temporary;

  @Test
  void whatADeadCoordinatorLeftIsRemovedAndNothingElse() throws IOException {
    Path dead = Files.createDirectory(temporary.resolve("coordinator-99999999-1"));
    Files.createFile(dead.resolve("lock"));
    Files.createDirectories(dead.resolve(".cache/polyglot"));
    Path strange = Files.createDirectory(temporary.resolve("coordinator-of-somebody"));
    SocketFolder living = SocketFolder.create(temporary);

    SocketFolder.removeLeftovers(temporary);

    assertThat(dead).doesNotExist();
    assertThat(strange).exists();
    assertThat(living.path()).exists();
    Files.createFile(living.path().resolve("left by a worker"));
    living.delete();
    assertThat(living.path()).doesNotExist();
  }
}
