package io.edgecoordinator.document;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** How single values are written: numbers, durations, sizes, constants. */
final class Scalars {

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
    return quantity(scalar, Quantities::duration);
  }

  static Optional<Long> size(ScalarNode scalar) {
    return quantity(scalar, Quantities::size);
  }

  private static <T> Optional<T> quantity(ScalarNode scalar, Function<String, T> reader) {
    try {
      return Optional.of(reader.apply(scalar.value()));
    } catch (IllegalArgumentException wrong) {
      return fault(scalar, String.valueOf(wrong.getMessage()));
    }
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
