package io.edgecoordinator.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The name of this machine, found without asking the network. */
final class HostName {

  private static final Path LINUX = Path.of("/proc/sys/kernel/hostname");

  private HostName() {}

  /** Returns the name, or {@code box} if the machine has none. */
  static String ofThisMachine() {
    try {
      String name = Files.readString(LINUX).strip();
      return name.isEmpty() ? "box" : name;
    } catch (IOException notLinux) {
      String name = System.getenv().getOrDefault("HOSTNAME", "").strip();
      return name.isEmpty() ? "box" : name;
    }
  }
}
