package io.edgecoordinator.cli;

import io.edgecoordinator.event.Payload;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads JSON from the command line. */
final class JsonConverter implements ITypeConverter<Payload> {

  @Override
  public Payload convert(String text) {
    Payload payload = Payload.of(text);
    if (!payload.isJson()) {
      throw new TypeConversionException(
          "'" + text + "' is not JSON; a text needs its quotes, as in '\"open\"'");
    }
    return payload;
  }
}
