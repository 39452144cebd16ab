package io.edgecoordinator.examples.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a coordinator takes of memory and disk.
 *
 * @param data its folder
 */
record Footprint(Path data) {

  /** Prints it. */
  void show(String when, CoordinatorProcess coordinator) {
    long pid = coordinator.handle().pid();
    try {
      String memory =
          Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
              .filter(line -> line.startsWith("VmRSS") || line.startsWith("VmHWM"))
              .map(line -> line.replaceAll("\\s+", " "))
              .sorted()
              .toList()
              .toString();
      System.out.printf("%-16s %s, %,d KiB on disk%n", when, memory, bytes() >> 10);
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  /** Returns what its database takes on disk. */
  long bytes() throws IOException {
    long bytes = 0;
    for (String name : new String[] {"coordinator.db", "coordinator.db-wal"}) {
      Path file = data.resolve(name);
      bytes += Files.exists(file) ? Files.size(file) : 0;
    }
    return bytes;
  }
}
