package io.edgecoordinator.access;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A policy file as it was read: who there is, and what each may do. Who is not mentioned may
 * nothing. Immutable.
 */
final class Policy {

  private final Map<String, Rights> byName;
  private final List<Rule> byPattern;
  private final @Nullable Rights anonymous;
  private final @Nullable PasswordFile passwords;
  private final List<Path> files;

  /** What devices may do whose name matches a pattern. */
  record Rule(String pattern, Rights rights) {}

  /**
   * @param byName rules for one device each
   * @param byPattern rules for several
   * @param anonymous what those may do who show nothing; null if they may not even connect
   * @param passwords null if there are none
   * @param files what it was read from
   */
  Policy(
      Map<String, Rights> byName,
      List<Rule> byPattern,
      @Nullable Rights anonymous,
      @Nullable PasswordFile passwords,
      List<Path> files) {
    this.byName = Map.copyOf(byName);
    this.byPattern = List.copyOf(byPattern);
    this.anonymous = anonymous;
    this.passwords = passwords;
    this.files = List.copyOf(files);
  }

  /** Returns what somebody may do; empty if nothing mentions him. */
  Optional<Rights> rightsOf(Identity identity) {
    if (identity.proof() == Identity.Proof.NONE) {
      return Optional.ofNullable(anonymous);
    }
    String device = identity.device();
    Rights rights = byName.get(device);
    for (Rule rule : byPattern) {
      if (Glob.matches(rule.pattern(), device)) {
        rights = rights == null ? rule.rights() : rights.and(rule.rights());
      }
    }
    return Optional.ofNullable(rights).map(found -> found.of(device));
  }

  @Nullable PasswordFile passwords() {
    return passwords;
  }

  /** Says whether nobody gets in but with a certificate. */
  boolean needsCertificate() {
    return anonymous == null && passwords == null;
  }

  /** Returns what has to be watched. */
  List<Path> files() {
    return files;
  }
}
