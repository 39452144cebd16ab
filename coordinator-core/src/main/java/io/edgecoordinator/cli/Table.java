package io.edgecoordinator.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Rows in aligned columns, at most 100 characters wide: the last column is cut short. */
final class Table {

  private static final int WIDTH = 100;
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  Table(String... headings) {
    rows.add(List.of(headings));
  }

  void add(String... cells) {
    rows.add(List.of(cells));
  }

  /** Adds a line of its own that belongs to the row before. */
  void addNote(String note) {
    rows.add(List.of(note));
  }

  void print(PrintWriter out) {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
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
  }

  /**
   * Returns a text that has at most the given number of characters, or the least that is of use.
   */
  static String shortened(String text, int length) {
    int most = Math.max(length, 12);
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }
}
