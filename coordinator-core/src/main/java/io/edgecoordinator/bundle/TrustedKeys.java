package io.edgecoordinator.bundle;

import io.edgecoordinator.config.Configuration.Trust;
import io.edgecoordinator.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.interfaces.EdECPublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The keys whose signatures count on this box, each with the bundles it may deploy. Immutable. */
public final class TrustedKeys {

  private final List<Trusted> keys;

  /**
   * A key and what it may do.
   *
   * @param bundles matches the names of the bundles it may deploy
   */
  private record Trusted(Path file, String id, EdECPublicKey key, Pattern bundles) {}

  private TrustedKeys(List<Trusted> keys) {
    this.keys = List.copyOf(keys);
  }

  /**
   * Reads the keys.
   *
   * @throws ConfigurationException if a file can't be used
   */
  public static TrustedKeys read(List<Trust> trust) {
    List<Trusted> keys = new ArrayList<>();
    for (Trust each : trust) {
      try {
        EdECPublicKey key = KeyFile.readPublic(each.key());
        keys.add(new Trusted(each.key(), KeyIds.of(key), key, matching(each.bundles())));
      } catch (IOException unusable) {
        throw new ConfigurationException("trust: " + unusable.getMessage());
      }
    }
    return new TrustedKeys(keys);
  }

  /** Returns what matches all that one of the patterns does, in which * is any characters. */
  private static Pattern matching(List<String> patterns) {
    return Pattern.compile(
        patterns.stream()
            .map(pattern -> Pattern.quote(pattern.replaceAll("[*]+", "*")))
            .map(quoted -> quoted.replace("*", "\\E.*\\Q"))
            .collect(Collectors.joining("|")));
  }

  /** Says whether no key is trusted. */
  public boolean isEmpty() {
    return keys.isEmpty();
  }

  /** Returns the file of a key, or null if it is not trusted. */
  public @Nullable Path fileOf(String signer) {
    return keys.stream()
        .filter(each -> each.id().equals(signer))
        .map(Trusted::file)
        .findFirst()
        .orElse(null);
  }

  /**
   * Checks a signature.
   *
   * @param jws a JWS in compact form, or null if there is none
   * @throws UntrustedException if it is missing or malformed, by an unknown key, not of this text,
   *     or if its key may not deploy this bundle
   */
  public Signed verify(@Nullable String jws) throws UntrustedException {
    if (jws == null) {
      throw new UntrustedException("there is no signature");
    }
    Jws read = Jws.parse(jws);
    List<Trusted> named = keys.stream().filter(each -> each.id().equals(read.key())).toList();
    if (named.isEmpty()) {
      throw new UntrustedException(
          "it is signed with the key %s, which is not trusted here"
              .formatted(Shown.of(read.key())));
    }
    List<Trusted> signers = named.stream().filter(each -> read.isSignedBy(each.key())).toList();
    if (signers.isEmpty()) {
      throw new UntrustedException(
          "the signature does not go with the key %s, which it names".formatted(read.key()));
    }
    BundleStatement statement = read.statement();
    for (Trusted signer : signers) {
      if (signer.bundles().matcher(statement.bundle()).matches()) {
        return new Signed(statement, signer.id());
      }
    }
    throw new UntrustedException(
        "the key %s (%s) may not deploy the bundle %s"
            .formatted(read.key(), signers.getFirst().file().getFileName(), statement.bundle()));
  }
}
