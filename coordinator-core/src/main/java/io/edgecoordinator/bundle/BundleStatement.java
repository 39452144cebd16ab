package io.edgecoordinator.bundle;

import java.util.regex.Pattern;

/**
 * What a signature says: the bundle of this content is that version of that name. Immutable.
 *
 * @param bundle the name
 * @param content the digest of its files, however they are packed: 64 lower-case hexadecimal digits
 */
public record BundleStatement(String bundle, String version, String content) {

  /** What a bundle may be called. */
  static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  /** What a version may be called. */
  static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,63}");

  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  /**
   * @throws IllegalArgumentException if one of them can't be what it should be; says which
   */
  public BundleStatement {
    check("bundle", bundle, NAME);
    check("version", version, VERSION);
    check("content", content, DIGEST);
  }

  private static void check(String what, String text, Pattern allowed) {
    if (!allowed.matcher(text).matches()) {
      throw new IllegalArgumentException(what + " has characters or a length it can't have");
    }
  }
}
