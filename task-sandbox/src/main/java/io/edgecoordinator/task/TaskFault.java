package io.edgecoordinator.task;

/**
 * Why a task could not be loaded: the handler is not there, or the source has an error.
 *
 * @param task the task's name
 * @param file path inside the bundle
 * @param line from 1; 0 if not known
 * @param column from 1; 0 if not known
 * @param message what is wrong
 */
public record TaskFault(String task, String file, int line, int column, String message) {

  @Override
  public String toString() {
    String place =
        line == 0 ? file : column == 0 ? file + ":" + line : file + ":" + line + ":" + column;
    return place + ": " + message + " (task " + task + ")";
  }
}
