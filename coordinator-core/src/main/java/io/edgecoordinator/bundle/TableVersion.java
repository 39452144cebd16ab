package io.edgecoordinator.bundle;

import java.time.Instant;
import java.util.List;

/**
 * A table that is or was in force.
 *
 * @param number greater with each change
 * @param since when it came into force
 * @param bundles name and version of the bundles it was made of, such as {@code cold-chain 1.4.0}
 */
public record TableVersion(long number, Instant since, List<String> bundles) {

  public TableVersion {
    bundles = List.copyOf(bundles);
  }
}
