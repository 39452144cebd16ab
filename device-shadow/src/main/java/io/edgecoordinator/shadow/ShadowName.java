package io.edgecoordinator.shadow;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Which shadow: that of a thing without a name, the classic one, or one of its named ones. In order
 * of the things, the classic one first.
 *
 * @param thing 1 to {@value #MAX_THING} characters of {@code a-z A-Z 0-9 : _ -}
 * @param name 1 to {@value #MAX_NAME} of the same characters, or null for the classic shadow
 */
public record ShadowName(String thing, @Nullable String name) implements Comparable<ShadowName> {

  /** The longest name of a thing, in characters. */
  public static final int MAX_THING = 128;

  /** The longest name of a shadow, in characters. */
  public static final int MAX_NAME = 64;

  private static final Comparator<ShadowName> ORDER =
      Comparator.comparing(ShadowName::thing).thenComparing(shadow -> shadow.keyName());

  /** Returns the classic shadow of a thing. */
  public static ShadowName classic(String thing) {
    return new ShadowName(thing, null);
  }

  /**
   * Checks the names.
   *
   * @return why they can't be the names of a thing and a shadow, in one line; null if they can
   */
  public @Nullable String fault() {
    String wrong = fault("thing", thing, MAX_THING);
    return wrong == null && name != null ? fault("shadow", name, MAX_NAME) : wrong;
  }

  private static @Nullable String fault(String what, String text, int most) {
    if (text.isEmpty() || text.length() > most) {
      return "the name of a %s has 1 to %d characters, not %d".formatted(what, most, text.length());
    }
    return text.chars().allMatch(ShadowName::isAllowed)
        ? null
        : "the name of a %s is letters, digits, ':', '_' and '-'".formatted(what);
  }

  private static boolean isAllowed(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == ':'
        || c == '_'
        || c == '-';
  }

  /** Returns the topic under which it is addressed, without a slash at the end. */
  public String topic() {
    String ofThing = "$aws/things/" + thing + "/shadow";
    return name == null ? ofThing : ofThing + "/name/" + name;
  }

  /** Returns a text that is unlike that of every other shadow, and begins with thing and slash. */
  public String key() {
    return thing + "/" + keyName();
  }

  /** Returns the shadow with a {@link #key}. */
  public static ShadowName ofKey(String key) {
    int slash = key.indexOf('/');
    String name = key.substring(slash + 1);
    return new ShadowName(key.substring(0, slash), name.isEmpty() ? null : name);
  }

  private String keyName() {
    return name == null ? "" : name;
  }

  @Override
  public int compareTo(ShadowName other) {
    return ORDER.compare(this, other);
  }

  /** Returns the thing, or thing and name, for people. */
  @Override
  public String toString() {
    return name == null ? thing : thing + "/" + name;
  }
}
