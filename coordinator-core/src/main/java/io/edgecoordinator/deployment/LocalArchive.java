package io.edgecoordinator.deployment;

import io.edgecoordinator.bundle.Bundle;
import io.edgecoordinator.bundle.BundleArchive;
import io.edgecoordinator.bundle.Sha256;
import io.edgecoordinator.deployment.DesiredDeployment.Install;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An archive that came from the box itself: nothing was announced, so all is read from it. */
final class LocalArchive {

  private LocalArchive() {}

  /**
   * Puts an archive into the depot, and returns what its deployment wants. To be called where
   * blocking is allowed.
   *
   * @throws IOException if it can't be read, or is a zip that nobody should unpack
   * @throws io.edgecoordinator.bundle.BundleException if anything is wrong with it
   */
  static Install adopt(String id, Path file, BundleDepot depot) throws IOException {
    BundleArchive archive = BundleArchive.read(file).shownAs("bundle");
    Bundle bundle = archive.unsigned();
    String sha256 = Sha256.hex(file);
    Install install =
        new Install(
            id,
            bundle.name(),
            bundle.version(),
            Files.size(file),
            sha256,
            archive.signature(),
            DesiredDeployment.MQTT);
    depot.adopt(file, sha256);
    return install;
  }
}
