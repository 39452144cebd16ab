package io.edgecoordinator.bundle;

import io.edgecoordinator.config.Configuration.Trust;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The keys whose signatures count on this box, each with the bundles it may deploy. Immutable. */
public final class TrustedKeys {

  private TrustedKeys() {}

  /**
   * Reads the keys.
   *
   * @throws io.edgecoordinator.config.ConfigurationException if a file can't be used
   */
  public static TrustedKeys read(List<Trust> trust) {
    return new TrustedKeys();
  }

  /** Says whether no key is trusted. */
  public boolean isEmpty() {
    return true;
  }

  /**
   * Checks a signature.
   *
   * @param jws a JWS in compact form, or null if there is none
   * @throws UntrustedException if it is missing or malformed, by an unknown key, not of this text,
   *     or if its key may not deploy this bundle
   */
  public Signed verify(@Nullable String jws) throws UntrustedException {
    return Optional.<Signed>empty().orElseThrow(() -> new UntrustedException("no key is trusted"));
  }
}
