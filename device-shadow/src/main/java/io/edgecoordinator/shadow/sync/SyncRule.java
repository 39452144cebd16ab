package io.edgecoordinator.shadow.sync;

import io.edgecoordinator.shadow.ShadowName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which shadows are kept in step: the classic ones, or the named ones, of some things. Immutable.
 *
 * @param things the name of a thing, in which {@code *} stands for any characters
 * @param names the name of a shadow, likewise; null for classic shadows
 */
public record SyncRule(String things, @Nullable String names) {

  private static final String ANY = "*";

  /**
   * Checks the rule.
   *
   * @throws IllegalArgumentException if no shadow can have such a name; says why
   */
  public SyncRule {
    String example = names == null ? null : names.replace(ANY, "x");
    String fault = new ShadowName(things.replace(ANY, "x"), example).fault();
    if (fault != null) {
      throw new IllegalArgumentException(fault);
    }
  }

  boolean chooses(ShadowName shadow) {
    return matches(things, shadow.thing())
        && (names == null
            ? shadow.name() == null
            : shadow.name() != null && matches(names, shadow.name()));
  }

  /** Says whether a name is a pattern's; after a mismatch its last star takes one more. */
  private static boolean matches(String pattern, String name) {
    int star = -1;
    int starred = 0;
    int at = 0;
    int next = 0;
    while (next < name.length()) {
      if (at < pattern.length() && pattern.charAt(at) == '*') {
        star = at++;
        starred = next;
      } else if (at < pattern.length() && pattern.charAt(at) == name.charAt(next)) {
        at++;
        next++;
      } else if (star >= 0) {
        at = star + 1;
        next = ++starred;
      } else {
        return false;
      }
    }
    return pattern.substring(at).replace(ANY, "").isEmpty();
  }

  /** Returns the only shadow it can choose, or null if it can choose many. */
  @Nullable ShadowName only() {
    return things.contains(ANY) || (names != null && names.contains(ANY))
        ? null
        : new ShadowName(things, names);
  }

  /** Returns the topics by which the cloud side answers and tells of changes. */
  List<String> filters() {
    String shadows = new ShadowName(level(things), names == null ? null : level(names)).topic();
    return List.of(shadows + "/+/accepted", shadows + "/+/rejected");
  }

  private static String level(String pattern) {
    return pattern.contains(ANY) ? "+" : pattern;
  }
}
