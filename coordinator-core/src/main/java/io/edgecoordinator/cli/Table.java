package io.edgecoordinator.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows in aligned columns, at most 100 characters wide: the last column is cut short. A long table
 * can be printed in parts.
 */
final class Table {

  private static final int WIDTH = 100;
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();
  private final int[] widths;

  Table(String... headings) {
    rows.add(List.of(headings));
    widths = new int[headings.length];
  }

  void add(String... cells) {
    rows.add(List.of(cells));
  }

  /** Adds a line of its own that belongs to the row before. */
  void addNote(String note) {
    rows.add(List.of(note));
  }

  /** Prints what was not printed yet; columns don't get narrower from part to part. */
  void print(PrintWriter out) {
    int columns = widths.length;
    for (List<String> row : rows) {
      for (int i = 0; i < row.size() && row.size() == columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size() - 1; i++) {
        line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length()).append(GAP);
      }
      line.append(shortened(row.getLast(), WIDTH - line.length()));
      out.println(line.toString().stripTrailing());
    }
    rows.clear();
  }

  /**
   * Returns a text that has at most the given number of characters, or the least that is of use.
   */
  static String shortened(String text, int length) {
    return cut(text, Math.max(length, 12));
  }

  /** Returns a text that has at most the given number of characters. */
  static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }
}
