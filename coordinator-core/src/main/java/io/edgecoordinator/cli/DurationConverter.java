package io.edgecoordinator.cli;

import io.edgecoordinator.document.Quantities;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time such as {@code 5s} or {@code 200ms}. */
final class DurationConverter implements ITypeConverter<Duration> {

  @Override
  public Duration convert(String text) {
    Duration time;
    try {
      time = Quantities.duration(text);
    } catch (IllegalArgumentException wrong) {
      throw new TypeConversionException(wrong.getMessage());
    }
    if (time.toMillis() < 1) {
      throw new TypeConversionException("the time must be 1ms at least");
    }
    return time;
  }
}
