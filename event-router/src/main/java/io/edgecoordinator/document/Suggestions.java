package io.edgecoordinator.document;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word somebody meant. */
public final class Suggestions {

  private static final int LONGEST = 64;

  private Suggestions() {}

  /**
   * Returns the known word that is nearest to a misspelt one, if one is near enough: about one
   * letter in three may be wrong, missing, too many, or swapped with its neighbour.
   */
  public static Optional<String> nearest(String word, Collection<String> known) {
    if (word.length() > LONGEST) {
      return Optional.empty();
    }
    return known.stream()
        .filter(candidate -> distance(word, candidate) <= Math.max(1, word.length() / 3))
        .min(Comparator.comparingInt(candidate -> distance(word, candidate)));
  }

  /**
   * Returns an addition to a message about an unknown word: {@code ; did you mean "topic"?}, or the
   * known words if none is near and they are few, or nothing.
   */
  public static String after(String word, Collection<String> known) {
    return nearest(word, known)
        .map(meant -> "; did you mean \"" + meant + "\"?")
        .orElseGet(() ->
            known.isEmpty() || known.size() > 12 ? "" : "; there is " + String.join(", ", known));
  }

  /** Returns the number of edits between two words, without regard to case. */
  private static int distance(String from, String to) {
    if (to.length() > LONGEST) {
      return Integer.MAX_VALUE;
    }
    String a = from.toLowerCase(Locale.ROOT);
    String b = to.toLowerCase(Locale.ROOT);
    int[][] edits = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          edits[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best = Math.min(edits[i - 1][j], edits[i][j - 1]) + 1;
        best = Math.min(best, edits[i - 1][j - 1] + change);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        edits[i][j] = swapped ? Math.min(best, edits[i - 2][j - 2] + 1) : best;
      }
    }
    return edits[a.length()][b.length()];
  }
}
