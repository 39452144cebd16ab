package io.edgecoordinator.task;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory of processes, as the kernel counts it. Linux only; elsewhere it is not known. */
final class ProcessMemory {

  /** Bytes of a page on all the machines this runs on. */
  private static final long PAGE = 4096;

  private ProcessMemory() {}

  /**
   * Returns the bytes of memory that a process has for itself: those of files, such as the Java
   * runtime, are shared with others. 0 if not known.
   */
  static long own(long pid) {
    try {
      // proc(5): size, resident and shared are the first three numbers, in pages.
      String[] pages =
          Files.readString(Path.of("/proc", Long.toString(pid), "statm")).split(" ", -1);
      return (Long.parseLong(pages[1]) - Long.parseLong(pages[2])) * PAGE;
    } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException unknown) {
      return 0;
    }
  }
}
