package io.edgecoordinator.backup;

import io.edgecoordinator.sqlite.StoreFolder;
import java.nio.file.Path;

/** A process to be killed: restores one backup after the other into a folder, and says so. */
final class RestoringProcess {

  private RestoringProcess() {}

  /** Takes the folder and the backups. */
  public static void main(String[] arguments) throws Exception {
    Path data = Path.of(arguments[0]);
    for (int i = 0; ; i++) {
      Path backup = Path.of(arguments[1 + i % (arguments.length - 1)]);
      System.out.println("begins " + backup);
      StoreFolder.whileLocked(
          data,
          folder -> {
            StagedRestore.apply(folder);
            StagedRestore.stage(backup, folder);
            StagedRestore.apply(folder);
          });
    }
  }
}
