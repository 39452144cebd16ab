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
   * @throws IllegalArgumentException if it is no zip, or one that nobody should unpack; says why
   * @throws io.edgecoordinator.bundle.BundleException if anything is wrong with it
   */
  static Install adopt(String id, Path file, BundleDepot depot) throws IOException {
    BundleArchive archive = read(file);
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

  private static BundleArchive read(Path file) {
    try {
      return BundleArchive.read(file).shownAs("bundle");
    } catch (IOException unfit) {
      throw new IllegalArgumentException("the bundle can't be used: " + unfit.getMessage(), unfit);
    }
  }
}
