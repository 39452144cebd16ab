package io.edgecoordinator.task.worker;

/** A task's code can't be loaded; says where, as far as the language tells. */
final class LoadFailedException extends Exception {

  private static final long serialVersionUID = 1;

  private final String file;
  private final int line;
  private final int column;

  LoadFailedException(String file, int line, int column, String message) {
    super(message, null, false, false);
    this.file = file;
    this.line = line;
    this.column = column;
  }

  String file() {
    return file;
  }

  int line() {
    return line;
  }

  int column() {
    return column;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
