package io.edgecoordinator.cli;

import io.edgecoordinator.backup.BackupArchive;
import io.edgecoordinator.backup.BackupManifest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a backup of the running coordinator. */
@Command(
    name = "backup",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a backup of all that the running coordinator keeps: sessions, messages that wait, shadows,",
      "what tasks keep, deployed bundles. Nothing stops meanwhile. The configuration, policy and keys",
      "are not in it."
    })
final class BackupCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "The backup, a zip; replaced if it is there.")
  private Path file = Path.of("");

  @Mixin private final ApiOption api = new ApiOption();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Path part = file.resolveSibling("." + file.getFileName() + ".part");
    try {
      BackupManifest manifest;
      try (Api coordinator = api.open()) {
        coordinator.download("/api/backup", part);
        manifest = BackupArchive.verify(part);
        sync(part);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
      Objects.requireNonNull(spec)
          .commandLine()
          .getOut()
          .println(
              "%s: %s at %s, %d files, %d KiB"
                  .formatted(
                      file,
                      manifest.box(),
                      manifest.created(),
                      manifest.files().size(),
                      manifest.bytes() >> 10));
      return 0;
    } catch (IOException wrong) {
      throw new Failure(file + ": " + FileFailure.said(wrong));
    }
  }

  private static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }
}
