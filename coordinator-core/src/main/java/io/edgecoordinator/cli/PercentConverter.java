package io.edgecoordinator.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a share, such as {@code 5%}. */
final class PercentConverter implements ITypeConverter<Double> {

  @Override
  public Double convert(String text) {
    try {
      double percent =
          Double.parseDouble(text.endsWith("%") ? text.substring(0, text.length() - 1) : "");
      if (percent > 0 && percent <= 100) {
        return percent;
      }
    } catch (NumberFormatException wrong) {
      // falls through: it is no share either
    }
    throw new TypeConversionException("\"" + text + "\" is not a share between 0% and 100%");
  }
}
