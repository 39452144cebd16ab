package io.edgecoordinator.cli;

import java.time.Duration;
import java.util.Locale;

/** Times and sizes as people read them. */
final class Quantities {

  private static final long[] SECONDS = {86_400, 3_600, 60, 1};
  private static final String[] UNITS = {"d", "h", "min", "s"};
  private static final String[] MULTIPLES = {"KiB", "MiB", "GiB", "TiB"};

  private Quantities() {}

  /** Returns a time in the largest unit of which there are two, such as {@code 90 min}. */
  static String age(Duration age) {
    long seconds = age.toSeconds();
    for (int i = 0; i < SECONDS.length; i++) {
      if (seconds >= 2 * SECONDS[i]) {
        return seconds / SECONDS[i] + " " + UNITS[i];
      }
    }
    return seconds + " s";
  }

  /** Returns a short time, such as {@code 850 µs} or {@code 12.5 ms}. */
  static String micros(long micros) {
    if (micros < 1_000) {
      return micros + " µs";
    }
    return micros < 1_000_000
        ? String.format(Locale.ROOT, micros < 100_000 ? "%.1f ms" : "%.0f ms", micros / 1e3)
        : String.format(Locale.ROOT, "%.1f s", micros / 1e6);
  }

  /** Returns a size, such as {@code 1.5 MiB}. */
  static String bytes(long bytes) {
    double size = bytes;
    int unit = -1;
    while (size >= 1_024 && unit < MULTIPLES.length - 1) {
      size /= 1_024;
      unit++;
    }
    return unit < 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", size, MULTIPLES[unit]);
  }
}
