package io.edgecoordinator.bundle;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a deployed bundle. Immutable.
 *
 * @param name of the bundle
 * @param archive what comes in its place; null if nothing does
 * @param signer whose signature it came with; null if it needed none
 */
public record Replacement(String name, @Nullable Path archive, @Nullable String signer) {

  /** The bundle goes. */
  public static Replacement none(String name) {
    return new Replacement(name, null, null);
  }
}
