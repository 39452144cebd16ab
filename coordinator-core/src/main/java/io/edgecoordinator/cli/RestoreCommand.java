package io.edgecoordinator.cli;

import io.edgecoordinator.backup.BackupArchive;
import io.edgecoordinator.backup.BackupManifest;
import io.edgecoordinator.backup.StagedRestore;
import io.edgecoordinator.sqlite.StoreFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Returns to a backup. */
@Command(
    name = "restore",
    mixinStandardHelpOptions = true,
    description = {
      "Replaces all that a coordinator keeps by what is in a backup. The running one checks the backup,",
      "stops its parts and starts again with it; devices are disconnected meanwhile. With --data it is",
      "done to the folder of one that does not run."
    })
final class RestoreCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long LOOK_MILLIS = 200;

  @Parameters(paramLabel = "FILE", description = "A backup, as `coordinator backup` makes it.")
  private Path file = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data folder of a coordinator that does not run; made if it is not there.")
  private @Nullable Path data;

  @Mixin private final ApiOption api = new ApiOption();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    BackupManifest manifest;
    try {
      manifest = BackupArchive.verify(file);
      if (data != null) {
        StoreFolder.whileLocked(data, this::restore);
      }
    } catch (IOException wrong) {
      throw new Failure(file + ": " + FileFailure.said(wrong));
    }
    if (data == null) {
      restoreRunning(manifest.digest());
    }
    Objects.requireNonNull(spec)
        .commandLine()
        .getOut()
        .println("restored: %s at %s".formatted(Printable.of(manifest.box()), manifest.created()));
    return 0;
  }

  private void restore(Path folder) throws IOException {
    StagedRestore.apply(folder); // what somebody began before
    StagedRestore.stage(file, folder);
    StagedRestore.apply(folder);
  }

  private void restoreRunning(String digest) throws InterruptedException {
    try (Api coordinator = api.open()) {
      coordinator.postZip("/api/restore", file);
    }
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() - end < 0) {
      Thread.sleep(LOOK_MILLIS);
      try (Api coordinator = api.open()) {
        if (coordinator.get("/api/restore").path("restored").asString("").equals(digest)) {
          return;
        }
      } catch (Failure notThereYet) {
        // It starts; what hinders it is in its log.
      }
    }
    throw new Failure("the backup is accepted, but the coordinator did not come back; see its log");
  }
}
