package io.edgecoordinator.tls;

import java.nio.file.Path;

/** A PEM file cannot be used. The message names the file and says why. */
final class PemException extends Exception {

  PemException(Path file, String reason) {
    super(file + ": " + reason);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
