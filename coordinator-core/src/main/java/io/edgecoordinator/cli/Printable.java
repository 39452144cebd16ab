package io.edgecoordinator.cli;

/** Text from devices and tasks, made safe to show: it could otherwise steer a terminal. */
public final class Printable {

  private Printable() {}

  /** Returns the text with its control characters spelt out, so that it stays one line. */
  public static String of(String text) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      if (isUnsafe(text.charAt(i))) {
        return escaped(text);
      }
    }
    return text;
  }

  private static String escaped(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        safe.append("\\n");
      } else if (isUnsafe(c)) {
        safe.append(String.format("\\u%04x", (int) c));
      } else {
        safe.append(c);
      }
    }
    return safe.toString();
  }

  private static boolean isUnsafe(char c) {
    // Line and paragraph separator, and the marks that reverse the direction of writing.
    return Character.isISOControl(c)
        || (c >= '\u2028' && c <= '\u202e')
        || (c >= '\u2066' && c <= '\u2069');
  }
}
