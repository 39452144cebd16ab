package io.edgecoordinator.document;

import java.util.List;

/** The lines of a file, to find where a part of a value stands. */
final class SourceText {

  private final List<String> lines;

  SourceText(String text) {
    lines = text.lines().toList();
  }

  /** Returns the place of a character of the value that begins at {@code start}. */
  Position positionOf(Position start, int offset) {
    int line = start.line();
    int column = start.column() - 1;
    char style = characterAt(line, column);
    int indent = -1;
    if (style == '"' || style == '\'') {
      column++;
    } else if (style == '|' || style == '>') {
      line++;
      column = indentOf(firstNotBlank(line));
      indent = style == '|' ? column : -1;
    }
    int left = offset;
    while (line < lines.size()) {
      int length = Math.max(0, line(line).codePointCount(0, line(line).length()) - column);
      if (left <= length) {
        break;
      }
      // In all but a literal block, a blank line is the line break of the line before.
      left -= length == 0 && indent < 0 ? 0 : length + 1;
      line++;
      column = indent < 0 ? indentOf(line) : indent;
    }
    return new Position(start.file(), line, column + left + 1);
  }

  private char characterAt(int line, int column) {
    String text = line(line);
    int index = text.offsetByCodePoints(0, Math.min(column, text.codePointCount(0, text.length())));
    return index < text.length() ? text.charAt(index) : 0;
  }

  private int firstNotBlank(int from) {
    int line = from;
    while (line < lines.size() && line(line).isBlank()) {
      line++;
    }
    return line;
  }

  private int indentOf(int line) {
    return line(line).length() - line(line).stripLeading().length();
  }

  /** Returns a line, counted from 1. */
  private String line(int number) {
    return number <= lines.size() ? lines.get(number - 1) : "";
  }
}
