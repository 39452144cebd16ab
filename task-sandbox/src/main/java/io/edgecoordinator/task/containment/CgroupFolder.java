package io.edgecoordinator.task.containment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A control group: a folder of the kernel's, with files for its limits and counters.
 *
 * @param path where it is
 */
record CgroupFolder(Path path) {

  /** How often removing is tried: the last process may be on its way out. */
  private static final int TRIES = 20;

  private static final long PAUSE_MILLIS = 10;

  CgroupFolder child(String name) {
    return new CgroupFolder(path.resolve(name));
  }

  CgroupFolder create() throws IOException {
    Files.createDirectories(path);
    return this;
  }

  void write(String file, String value) throws IOException {
    Files.writeString(path.resolve(file), value);
  }

  /** Writes a file that not every kernel has. */
  void writeIfThere(String file, String value) {
    try {
      if (Files.exists(path.resolve(file))) {
        write(file, value);
      }
    } catch (IOException refused) {
      // The limits that matter are written by write().
      return;
    }
  }

  /** Returns the number after a word in a file of lines of both; 0 if there is none. */
  long counter(String file, String word) {
    try {
      return Files.readAllLines(path.resolve(file)).stream()
          .filter(line -> line.startsWith(word + " "))
          .mapToLong(line -> Long.parseLong(line.substring(word.length() + 1).trim()))
          .findFirst()
          .orElse(0);
    } catch (IOException unreadable) {
      return 0;
    }
  }

  /** Removes the group and those in it, if no processes are left. */
  void remove() {
    children().forEach(CgroupFolder::remove);
    try {
      for (int tries = 0; !removed() && tries < TRIES; tries++) {
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean removed() {
    try {
      Files.delete(path);
      return true;
    } catch (NoSuchFileException gone) {
      return true;
    } catch (IOException inUse) {
      return false;
    }
  }

  private List<CgroupFolder> children() {
    try (Stream<Path> entries = Files.list(path)) {
      return entries.filter(Files::isDirectory).map(CgroupFolder::new).toList();
    } catch (IOException unreadable) {
      return List.of();
    }
  }

  /** Removes the groups of coordinators that are no more. */
  void removeLeftOver() {
    for (CgroupFolder child : children()) {
      String name = child.path().getFileName().toString();
      if (name.startsWith(Cgroups.PREFIX) && !isAlive(name.substring(Cgroups.PREFIX.length()))) {
        child.remove();
      }
    }
  }

  private static boolean isAlive(String pid) {
    try {
      return ProcessHandle.of(Long.parseLong(pid)).isPresent();
    } catch (NumberFormatException notOurs) {
      return true;
    }
  }
}
