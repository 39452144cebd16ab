package io.edgecoordinator.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What to tell people when a file can't be read or written. */
final class FileFailure {

  private FileFailure() {}

  /** Returns the message of a failure; what the system says gets the name of the file. */
  static String said(Exception failure) {
    return switch (failure) {
      case NoSuchFileException missing -> missing.getFile() + ": there is no such file or folder";
      case AccessDeniedException denied -> denied.getFile() + ": no permission";
      case FileSystemException other -> other.getFile() + ": " + other.getReason();
      default -> String.valueOf(failure.getMessage());
    };
  }
}
