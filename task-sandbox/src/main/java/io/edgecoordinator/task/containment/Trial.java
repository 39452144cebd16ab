package io.edgecoordinator.task.containment;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs short commands to see whether they work. */
final class Trial {

  private static final long PATIENCE_SECONDS = 5;
  private static final File NOTHING = new File("/dev/null");

  private Trial() {}

  /**
   * Runs a command.
   *
   * @return null if it worked; otherwise what it said
   */
  static @Nullable String problemWith(List<String> command) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().clear();
      Process process = builder.redirectInput(NOTHING).redirectErrorStream(true).start();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return "it takes longer than " + PATIENCE_SECONDS + " s";
      }
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.exitValue() == 0 && !said.contains(Cell.OUTSIDE)) {
        return null;
      }
      return said.isBlank() ? "status " + process.exitValue() : said.strip();
    } catch (IOException impossible) {
      return impossible.getMessage();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }
}
