package io.edgecoordinator.document;

import java.math.BigInteger;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How durations and sizes are written: a whole number and a unit. */
public final class Quantities {

  private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([0-9]{1,18}) ?([A-Za-z]*)");
  private static final BigInteger LONGEST_MILLIS = BigInteger.valueOf(Long.MAX_VALUE / 1_000_000);

  private Quantities() {}

  /**
   * Reads a duration, such as {@code 500ms}, {@code 2s}, {@code 10m}, {@code 1h}, {@code 7d}.
   *
   * @throws IllegalArgumentException if it is not that; the message says what was expected
   */
  public static Duration duration(String text) {
    Matcher matcher = NUMBER_AND_UNIT.matcher(text);
    long millis =
        !matcher.matches()
            ? 0
            : switch (matcher.group(2)) {
              case "ms" -> 1;
              case "s" -> 1_000;
              case "m" -> 60_000;
              case "h" -> 3_600_000;
              case "d" -> 86_400_000;
              default -> 0;
            };
    if (millis == 0) {
      throw new IllegalArgumentException("expected a duration such as 500ms, 2s, 10m, 1h or 7d");
    }
    BigInteger total = new BigInteger(matcher.group(1)).multiply(BigInteger.valueOf(millis));
    if (total.compareTo(LONGEST_MILLIS) > 0) {
      throw new IllegalArgumentException("a duration of at most 100 years expected");
    }
    return Duration.ofMillis(total.longValueExact());
  }

  /**
   * Reads a number of bytes, such as {@code 512}, {@code 512KiB}, {@code 64MiB}, {@code 1GiB}.
   *
   * @throws IllegalArgumentException if it is not that; the message says what was expected
   */
  public static long size(String text) {
    Matcher matcher = NUMBER_AND_UNIT.matcher(text);
    int shift =
        !matcher.matches()
            ? -1
            : switch (matcher.group(2)) {
              case "", "B" -> 0;
              case "KiB" -> 10;
              case "MiB" -> 20;
              case "GiB" -> 30;
              default -> -1;
            };
    if (shift < 0) {
      throw new IllegalArgumentException(
          "expected a number of bytes such as 512KiB, 64MiB or 1GiB");
    }
    BigInteger total = new BigInteger(matcher.group(1)).shiftLeft(shift);
    if (total.bitLength() > 62) {
      throw new IllegalArgumentException("a smaller number of bytes expected");
    }
    return total.longValueExact();
  }
}
