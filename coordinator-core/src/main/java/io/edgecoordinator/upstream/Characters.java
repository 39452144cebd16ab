package io.edgecoordinator.upstream;

/** What may be in a text of MQTT, as far as the client goes (MQTT 5, section 1.5.4). */
final class Characters {

  private Characters() {}

  /** Says whether the client takes a text. */
  static boolean allAllowed(String text) {
    return text.codePoints().allMatch(Characters::isAllowed);
  }

  /** Returns a text with a question mark for each character that is not allowed. */
  static String shown(String text) {
    return text.codePoints()
        .map(point -> isAllowed(point) ? point : '?')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static boolean isAllowed(int point) {
    boolean surrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    boolean none = (point & 0xFFFE) == 0xFFFE || (point >= 0xFDD0 && point <= 0xFDDF);
    return !Character.isISOControl(point) && !surrogate && !none;
  }
}
