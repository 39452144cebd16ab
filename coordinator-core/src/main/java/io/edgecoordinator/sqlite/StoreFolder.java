package io.edgecoordinator.sqlite;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/** What may be done to the files of a store while it is not open. Blocks. */
public final class StoreFolder {

  private StoreFolder() {}

  /** Something that is done to a folder. */
  @FunctionalInterface
  public interface Step {
    /** Does it. */
    void run(Path folder) throws IOException;
  }

  /**
   * Does something to a folder, which is made if it is missing, while no coordinator uses it.
   *
   * @throws StoreException if one does
   */
  public static void whileLocked(Path folder, Step step) throws IOException {
    DatabaseFile.whileLocked(folder, step);
  }

  /**
   * Checks that a file is a store that this version can open.
   *
   * @throws IOException if it is damaged, none, or by a newer version; the message says so
   */
  public static void check(Path file) throws IOException {
    try {
      DatabaseFile.check(file);
    } catch (SQLException e) {
      throw new IOException("its store can't be used: " + e.getMessage(), e);
    }
  }
}
