package io.edgecoordinator.bundle;

/** Names that strangers chose, as they are put into messages. */
final class Shown {

  private static final int MAX = 120;

  private Shown() {}

  /** Returns a name without what could play tricks on a terminal or fill a log. */
  static String of(String name) {
    String plain = name.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}\\p{Co}\\p{Cn}\\p{Zl}\\p{Zp}]", "?");
    return plain.length() <= MAX ? plain : plain.substring(0, MAX) + "…";
  }
}
