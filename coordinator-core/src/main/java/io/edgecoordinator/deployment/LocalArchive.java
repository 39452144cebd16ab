package io.edgecoordinator.deployment;

import io.edgecoordinator.bundle.Bundle;
import io.edgecoordinator.bundle.BundleLoader;
import io.edgecoordinator.deployment.DesiredDeployment.Install;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An archive that came from the box itself: nothing was announced, so all is read from it. */
final class LocalArchive {

  private LocalArchive() {}

  /**
   * Puts an archive into the depot, and returns what its deployment wants. To be called where
   * blocking is allowed.
   *
   * @throws io.edgecoordinator.bundle.BundleException if anything is wrong with it
   */
  static Install adopt(String id, Path file, BundleDepot depot) throws IOException {
    Bundle bundle = BundleLoader.load(List.of(file)).getFirst();
    String sha256 = Verification.sha256(file);
    Install install =
        new Install(
            id,
            bundle.name(),
            bundle.version(),
            Files.size(file),
            sha256,
            null,
            DesiredDeployment.MQTT);
    depot.adopt(file, sha256);
    return install;
  }
}
