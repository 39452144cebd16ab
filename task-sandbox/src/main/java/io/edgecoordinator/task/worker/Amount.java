package io.edgecoordinator.task.worker;

import java.util.Locale;

/** Amounts as they stand in messages. */
final class Amount {

  private static final long KIB = 1 << 10;
  private static final long MIB = 1 << 20;

  private Amount() {}

  /** Returns bytes in words: {@code 64 MiB}, {@code 1,200,000 bytes}. */
  static String bytes(long bytes) {
    if (bytes >= 10 * MIB || (bytes >= MIB && bytes % MIB == 0)) {
      return count(Math.round((double) bytes / MIB)) + " MiB";
    }
    return bytes >= KIB && bytes % KIB == 0 ? count(bytes / KIB) + " KiB" : count(bytes) + " bytes";
  }

  /** Returns a number with its thousands set apart. */
  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
