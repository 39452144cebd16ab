package io.edgecoordinator.task;

/**
 * The function of a task.
 *
 * @param file path of its file inside the bundle, without suffix, with {@code /} between folders
 * @param function name of the exported function
 */
public record Handler(String file, String function) {

  /**
   * Reads {@code file.function}; the last dot divides.
   *
   * @throws IllegalArgumentException if one of the two is missing
   */
  public static Handler parse(String text) {
    int dot = text.lastIndexOf('.');
    if (dot <= 0 || dot == text.length() - 1 || text.charAt(dot - 1) == '/') {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not file.function, as in check-freezer.handler");
    }
    return new Handler(text.substring(0, dot), text.substring(dot + 1));
  }

  @Override
  public String toString() {
    return file + "." + function;
  }
}
