package io.edgecoordinator.document;

import java.util.Comparator;

/**
 * Something wrong in a file.
 *
 * @param file the file as its reader knows it
 * @param line from 1; 0 if the fault is not at one place
 * @param column in characters (Unicode code points), from 1; 0 as for the line
 * @param message what is wrong, and what to do if that is known; one line
 */
public record Fault(String file, int line, int column, String message)
    implements Comparable<Fault> {

  private static final Comparator<Fault> BY_PLACE =
      Comparator.comparing(Fault::file)
          .thenComparingInt(Fault::line)
          .thenComparingInt(Fault::column)
          .thenComparing(Fault::message);

  /** Orders by file, line, column. */
  @Override
  public int compareTo(Fault other) {
    return BY_PLACE.compare(this, other);
  }

  /** Returns {@code file:line:column: message}, as compilers print it. */
  @Override
  public String toString() {
    return line == 0 ? file + ": " + message : file + ":" + line + ":" + column + ": " + message;
  }
}
