package io.edgecoordinator.access;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A password as it may lie in a file: Argon2id in the PHC string format. New ones use 7 MiB and
 * five passes, of the settings that OWASP holds for equal the one with the least memory, since the
 * whole coordinator has less than 200.
 */
public final class PasswordHash {

  private static final int MEMORY_KIB = 7_168;
  private static final int PASSES = 5;
  private static final int LANES = 1;
  private static final int HASH_BYTES = 32;
  private static final int SALT_BYTES = 16;

  /**
   * Hashes made elsewhere may cost this much and no more: a file must not be able to fill the heap.
   */
  private static final int MAX_MEMORY_KIB = 32_768;

  private static final int MAX_PASSES = 10;
  private static final int MAX_LANES = 4;

  private static final Pattern FORM =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,3})"
              + "\\$[A-Za-z0-9+/]{11,64}\\$[A-Za-z0-9+/]{22,86}");

  private static final PasswordHash NOBODYS = of("nobody");

  private final String text;

  private PasswordHash(String text) {
    this.text = text;
  }

  /**
   * Hashes a password, which may not be empty, with a salt of its own. Takes about as long as
   * {@link #matches}.
   */
  public static PasswordHash of(String password) {
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    Argon2Function function =
        Argon2Function.getInstance(MEMORY_KIB, PASSES, LANES, HASH_BYTES, Argon2.ID);
    byte[] plain = password.getBytes(StandardCharsets.UTF_8);
    return new PasswordHash(Password.hash(plain).addSalt(salt).with(function).getResult());
  }

  /**
   * Reads a hash.
   *
   * @throws IllegalArgumentException if it is not one, or costs too much to verify
   */
  static PasswordHash parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "expected a hash that begins with $argon2id$v=19$, as `coordinator passwd` makes it");
    }
    boolean affordable =
        within(matcher.group(1), 8, MAX_MEMORY_KIB)
            && within(matcher.group(2), 1, MAX_PASSES)
            && within(matcher.group(3), 1, MAX_LANES);
    if (!affordable) {
      throw new IllegalArgumentException(
          "a hash of at most m=%d, t=%d, p=%d expected"
              .formatted(MAX_MEMORY_KIB, MAX_PASSES, MAX_LANES));
    }
    return new PasswordHash(text);
  }

  /** Returns a hash that costs what others do, to verify the passwords of users there are not. */
  static PasswordHash nobodys() {
    return NOBODYS;
  }

  /**
   * Says whether a password is this one. Takes some 50 ms of computing and 7 MiB of heap, on
   * purpose, so not on an event loop.
   */
  boolean matches(byte[] password) {
    if (password.length == 0) {
      return false; // the library knows no empty ones
    }
    Argon2Function function = Argon2Function.getInstanceFromHash(text);
    return Password.check(password, text.getBytes(StandardCharsets.US_ASCII)).with(function);
  }

  private static boolean within(String number, int min, int max) {
    int value = Integer.parseInt(number);
    return value >= min && value <= max;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PasswordHash hash && hash.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** Returns it as it is written in a file. */
  @Override
  public String toString() {
    return text;
  }
}
