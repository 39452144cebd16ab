package io.edgecoordinator.document;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How single values are written: numbers, durations, sizes, constants. */
final class Scalars {

  private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([0-9]{1,18}) ?([A-Za-z]*)");
  private static final BigInteger LONGEST_MILLIS = BigInteger.valueOf(Long.MAX_VALUE / 1_000_000);

  private Scalars() {}

  static Optional<Boolean> bool(ScalarNode scalar) {
    return switch (scalar.value()) {
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default -> fault(scalar, "expected true or false");
    };
  }

  static Optional<Integer> integer(ScalarNode scalar, int min, int max) {
    try {
      int value = Integer.parseInt(scalar.value());
      if (value >= min && value <= max) {
        return Optional.of(value);
      }
    } catch (NumberFormatException notANumber) {
      // The fault below says what was expected.
    }
    return fault(scalar, "expected a whole number from " + min + " to " + max);
  }

  static Optional<Duration> duration(ScalarNode scalar) {
    Matcher matcher = NUMBER_AND_UNIT.matcher(scalar.value());
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
      return fault(scalar, "expected a duration such as 500ms, 2s, 10m, 1h or 7d");
    }
    BigInteger total = new BigInteger(matcher.group(1)).multiply(BigInteger.valueOf(millis));
    return total.compareTo(LONGEST_MILLIS) > 0
        ? fault(scalar, "a duration of at most 100 years expected")
        : Optional.of(Duration.ofMillis(total.longValueExact()));
  }

  static Optional<Long> size(ScalarNode scalar) {
    Matcher matcher = NUMBER_AND_UNIT.matcher(scalar.value());
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
      return fault(scalar, "expected a number of bytes such as 512KiB, 64MiB or 1GiB");
    }
    BigInteger total = new BigInteger(matcher.group(1)).shiftLeft(shift);
    return total.bitLength() > 62
        ? fault(scalar, "a smaller number of bytes expected")
        : Optional.of(total.longValueExact());
  }

  static <E extends Enum<E>> Optional<E> oneOf(ScalarNode scalar, E[] constants) {
    for (E constant : constants) {
      if (written(constant).equals(scalar.value())) {
        return Optional.of(constant);
      }
    }
    List<String> known = Arrays.stream(constants).map(Scalars::written).toList();
    scalar.fault(
        "unknown value \"" + scalar.value() + "\"" + Suggestions.after(scalar.value(), known));
    return Optional.empty();
  }

  private static String written(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static <T> Optional<T> fault(ScalarNode scalar, String message) {
    scalar.fault(message + ", found " + scalar.kind());
    return Optional.empty();
  }
}
