package io.edgecoordinator.task;

import io.edgecoordinator.log.LogThrottle;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a worker's own process prints, which is little: the JVM's last words. */
final class WorkerOutput {

  private static final Logger log = LoggerFactory.getLogger("worker");
  private static final int LINES_PER_SECOND = 50;

  private WorkerOutput() {}

  /** Writes each line to the log until the process closes its output. */
  static void log(String worker, InputStream output) throws IOException {
    LogThrottle throttle = new LogThrottle(LINES_PER_SECOND, InstantSource.system());
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8))) {
      for (String line; (line = lines.readLine()) != null; ) {
        if (throttle.permits()) {
          log.warn("{}: {}{}", worker, line, throttle.takeSuppressed());
        }
      }
    }
  }
}
