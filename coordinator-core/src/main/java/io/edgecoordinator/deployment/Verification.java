package io.edgecoordinator.deployment;

import io.edgecoordinator.bundle.Bundle;
import io.edgecoordinator.bundle.BundleArchive;
import io.edgecoordinator.bundle.BundleStatement;
import io.edgecoordinator.bundle.Sha256;
import io.edgecoordinator.bundle.Signed;
import io.edgecoordinator.bundle.TrustedKeys;
import io.edgecoordinator.bundle.UntrustedException;
import io.edgecoordinator.deployment.DesiredDeployment.Install;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Checks that a bundle is what was announced, and that it may be deployed. Immutable. */
final class Verification {

  private final TrustedKeys trusted;

  Verification(TrustedKeys trusted) {
    this.trusted = trusted;
  }

  /**
   * Checks what can be checked before anything was fetched.
   *
   * @return whose signature it is; null if it needs none
   * @throws StepFailedException if it may not be deployed; says why
   */
  @Nullable Signed announced(Install install, Deployment.Origin origin) {
    if (origin == Deployment.Origin.LOCAL && trusted.isEmpty()) {
      return null; // who is on the box itself is its operator
    }
    try {
      Signed signed = trusted.verify(install.signature());
      BundleStatement statement = signed.statement();
      if (!statement.bundle().equals(install.bundle())
          || !statement.version().equals(install.version())) {
        throw new StepFailedException(
            "the signature is for %s %s".formatted(statement.bundle(), statement.version()));
      }
      return signed;
    } catch (UntrustedException untrusted) {
      throw new StepFailedException("not trusted: " + untrusted.getMessage());
    }
  }

  /**
   * Checks an archive that is there, and returns the bundle it holds. To be called where blocking
   * is allowed.
   *
   * @param signed whose signature it must go with; null if none is needed
   * @throws StepFailedException if it is not what was announced; says why
   * @throws io.edgecoordinator.bundle.BundleException if something is wrong with the bundle
   */
  static Bundle verify(Install install, @Nullable Signed signed, Path file) {
    try {
      BundleArchive archive =
          BundleArchive.read(file, install.size(), install.sha256()).shownAs(install.bundle());
      String signature = install.signature();
      Bundle bundle =
          signed == null || signature == null
              ? archive.unsigned()
              : archive.signed(signed, signature);
      if (!bundle.name().equals(install.bundle()) || !bundle.version().equals(install.version())) {
        throw new StepFailedException(
            "the archive holds %s %s, announced was %s %s"
                .formatted(bundle.name(), bundle.version(), install.bundle(), install.version()));
      }
      return bundle;
    } catch (IOException wrong) {
      throw new StepFailedException("the archive can't be used: " + wrong.getMessage());
    } catch (UntrustedException untrusted) {
      throw new StepFailedException("not trusted: " + untrusted.getMessage());
    }
  }

  /**
   * Says whether a file is there and is what it should be. To be called where blocking is allowed.
   */
  static boolean isIntact(long size, String sha256, Path file) throws IOException {
    return Files.exists(file) && Files.size(file) == size && Sha256.hex(file).equals(sha256);
  }

  /**
   * Reads an archive that was verified when it came. To be called where blocking is allowed.
   *
   * @throws IOException if it is not the same any more
   * @throws io.edgecoordinator.bundle.BundleException if this coordinator can't use it
   */
  static Bundle read(String name, DeployedVersion version, Path file) throws IOException {
    try {
      return BundleArchive.read(file, version.size(), version.sha256())
          .shownAs(name)
          .verifiedBefore(version.signer());
    } catch (NoSuchFileException gone) {
      throw new IOException("the archive is not there any more", gone);
    }
  }
}
